"""What hidden tests are written with: cases, dtypes, bounds and slips."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from judge.suite import FLOATS, Call, Data, Roundoff, Slip, Suite, call


def bound(made: Call, expected: Any, roundoff: Roundoff) -> Any:
    """A bound of the suite's own."""
    return roundoff.elementwise(expected)


def tight(made: Call, expected: Any, roundoff: Roundoff) -> Any:
    """A bound of one case's own."""
    return roundoff.elementwise(expected, 1)


def normal(data: Data, dtype: str) -> Call:
    """A call with random data."""
    return call(data.normal((2, 3), dtype=dtype), axis=0)


def test_calls() -> None:
    """Positional and named arguments are kept apart, and the entry point is none of them."""
    made = call(1, 2, axis=0, entry="softmax")
    assert (made.args, made.kwargs, made.entry) == ((1, 2), {"axis": 0}, "softmax")
    assert call().entry is None


def test_a_case_for_each_dtype() -> None:
    """A case in several dtypes is several cases, in the order given; the function gets the dtype."""
    suite = Suite()
    suite.case("shapes", dtypes=FLOATS)(normal)
    assert [(case.name, case.group, case.dtype) for case in suite.cases] == [
        ("normal [float64]", "shapes", "float64"),
        ("normal [float32]", "shapes", "float32"),
    ]
    assert [case.build(1).args[0].dtype.name for case in suite.cases] == ["float64", "float32"]


def test_a_case_in_one_dtype() -> None:
    """One dtype does not show in the name, and a function without a parameter for it is not given one."""
    suite = Suite()

    @suite.case("values", dtypes=("float32",))
    def _large_and__small_(data: Data) -> Call:
        return call(data.integer(0, 9))

    (case,) = suite.cases
    assert (case.name, case.dtype) == ("large and  small", "float32")
    assert isinstance(case.build(1).args[0], int)


def test_the_decorator_leaves_the_function_alone() -> None:
    """A case can be called by other cases, and be added again to another suite."""
    suite = Suite()
    assert suite.case("a")(normal) is normal
    assert suite.slip("a slip")(normal) is normal


def test_names_are_unique() -> None:
    """Two cases of one name would share their data and be told apart by nobody."""
    suite = Suite()
    suite.case("a", dtypes=FLOATS)(normal)
    with pytest.raises(ValueError, match=r"two cases are named 'normal \[float64\]'"):
        suite.case("b", dtypes=FLOATS)(normal)
    suite.case("b")(normal)
    with pytest.raises(ValueError, match="two cases are named 'normal'"):
        suite.case("c")(normal)


def test_the_same_seed_gives_the_same_call() -> None:
    """A case is built alike every time; another seed gives other data of the same shape."""
    suite = Suite()
    suite.case("a", dtypes=FLOATS)(normal)
    case = suite.cases[0]
    first, again, other = (case.build(seed).args[0] for seed in (7, 7, 8))
    assert first.tobytes() == again.tobytes()
    assert first.tobytes() != other.tobytes()
    assert first.shape == other.shape
    assert first is not again


def test_cases_do_not_share_their_data() -> None:
    """What a case is given hangs on its name only: cases before it and beside it change nothing."""
    alone, among = Suite(), Suite()
    alone.case("a")(normal)
    among.case("b", dtypes=FLOATS)(normal)
    among.case("a")(normal)
    due = alone.cases[0].build(1).args[0]
    wide, narrow, same = (case.build(1).args[0] for case in among.cases)
    assert (same == due).all()
    assert (wide != due).all()
    assert (narrow != wide.astype(np.float32)).all()


def test_a_case_builds_fresh_arrays() -> None:
    """Writing to the data of one build does not show in the next."""
    suite = Suite()
    suite.case("a")(normal)
    suite.cases[0].build(1).args[0][:] = np.nan
    assert not np.isnan(suite.cases[0].build(1).args[0]).any()


def test_bounds() -> None:
    """A case has its own bound, else the suite's, and none at all where equality is asked for."""
    suite = Suite(bound=bound)
    for name, options in {"by suite": {}, "own": {"bound": tight}, "equal": {"exact": True}}.items():
        make = lambda data: call(1)  # noqa: E731  a function for each name
        make.__name__ = name
        suite.case("bounds", **options)(make)  # type: ignore[arg-type]
    assert [case.bound for case in suite.cases] == [bound, tight, None]
    unbound = Suite()
    unbound.case("a")(normal)
    assert unbound.cases[0].bound is None


def test_checks_and_time() -> None:
    """A property and a limit on the time reach the case."""

    def is_sorted(made: Call, answer: Any) -> str | None:
        return None if answer == sorted(answer) else "not sorted"

    suite = Suite()
    suite.case("a", check=is_sorted)(normal)
    assert suite.cases[0].check is is_sorted


def test_slips() -> None:
    """Slips are kept in the order in which they are written, with the entry point they belong to."""
    suite = Suite()
    suite.slip("twice as much")(lambda x: 2 * x)
    suite.slip("nothing", entry="other")(lambda x: 0 * x)
    first, second = suite.slips
    assert isinstance(first, Slip)
    assert (first.description, first.entry, first.compute(2)) == ("twice as much", None, 4)
    assert (second.description, second.entry, second.compute(2)) == ("nothing", "other", 0)


def test_suites_are_independent() -> None:
    """Two suites do not share their lists."""
    one, other = Suite(), Suite()
    one.case("a")(normal)
    one.slip("a slip")(normal)
    assert (other.cases, other.slips) == ([], [])
