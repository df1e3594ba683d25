"""What `hidden_tests.py` and `examples.py` are written with: named, grouped cases with seeded data.

    suite = Suite(bound=softmax_bound)

    @suite.case(group="axis", dtypes=FLOATS)
    def first_axis_of_three(data, dtype):
        return call(data.normal((3, 4, 5), dtype=dtype), axis=0)

This module and what it imports run in the judge only. A case returns the call to make; the expected value comes from
the reference, which is given the same call in float64.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from judge.data import Data
from judge.roundoff import Roundoff

__all__ = ["FLOATS", "Call", "Case", "Data", "Roundoff", "Slip", "Suite", "call"]

FLOATS = ("float64", "float32")
"""The dtypes most cases run in."""


class Call(msgspec.Struct, frozen=True):
    """One call of an entry point: its arguments, positional and by name."""

    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    entry: str | None = None


def call(*args: Any, entry: str | None = None, **kwargs: Any) -> Call:
    """Describe a call. Without `entry` it is the problem's first entry point.

    Required arguments are given by position and optional ones by name: that is how submissions are called, so that a
    submission may name its required parameters as it likes.
    """
    return Call(args, kwargs, entry)


Bound = Callable[[Call, Any, Roundoff], Any]
"""(call with its arrays in float64, expected value in float64, round-off of the case's dtype) -> the largest absolute
error that honest arithmetic can make, for each element, in the structure of the expected value."""

Check = Callable[[Call, Any], str | None]
"""(call, answer) -> None when the answer has the property, else what is wrong with it."""


class Case(msgspec.Struct, frozen=True):
    """One case of a suite: a named generator of a call.

    Attributes:
        name: unique in its suite, shown to the candidate.
        group: what the case is about, such as "axis" or "stability".
        dtype: the floating-point format of the case's arrays.
        bound: how large the error may be; None asks for equality.
        exact: equality was asked for, even in a suite with a bound.
        check: a property to hold in place of equality with the reference, where the answer is not unique.
        fixed: its data is written out, so that every seed gives the same call.
        keep: why it stays although other cases find the same mistakes; "" where it finds some of its own.
    """

    name: str
    group: str
    dtype: str
    make: Callable[..., Call]
    bound: Bound | None
    exact: bool = False
    check: Check | None = None
    fixed: bool = False
    keep: str = ""

    @property
    def title(self) -> str:
        """The name of the function that makes it, in words: the same for all of its dtypes."""
        return _title(self.make)

    def build(self, seed: int) -> Call:
        """Make the case's call from the seed. The same seed gives the same call."""
        data = Data(seed, self.name)
        wants_dtype = "dtype" in inspect.signature(self.make).parameters
        return self.make(data, dtype=self.dtype) if wants_dtype else self.make(data)


class Timed(msgspec.Struct, frozen=True):
    """A call whose speed is compared with the reference's, and whose growth with size can be profiled.

    Attributes:
        name: shown to the candidate.
        make: (data, size) -> call, with fresh data for each pair; arrays in float64.
        size: the size that is timed, representative of real use.
        sizes: the sizes of a profile, ascending.
        bound: as in a case; every timed answer is checked.
        max_ratio: TLE when the submission is surely slower than this many times the reference; None: only reported.
    """

    name: str
    make: Callable[..., Call]
    size: int
    sizes: tuple[int, ...]
    bound: Bound | None
    max_ratio: float | None = None

    def build(self, seed: int, size: int | None = None) -> Call:
        """Make a call of one size. Another seed gives fresh data."""
        return self.make(Data(seed, self.name), self.size if size is None else size)


class Slip(msgspec.Struct, frozen=True):
    """A mistake that candidates make: what it is, and what a submission that makes it returns."""

    description: str
    compute: Callable[..., Any]
    entry: str | None = None


class Suite(msgspec.Struct):
    """The cases of one file, in the order in which they are written.

    Args:
        bound: the bound of every case that does not name its own; None asks for equality.
    """

    bound: Bound | None = None
    cases: list[Case] = msgspec.field(default_factory=list)
    slips: list[Slip] = msgspec.field(default_factory=list)
    timed: Timed | None = None

    def case(
        self,
        group: str,
        *,
        dtypes: Sequence[str] = ("float64",),
        bound: Bound | None = None,
        exact: bool = False,
        check: Check | None = None,
        fixed: bool = False,
        keep: str = "",
    ) -> Callable[[Callable[..., Call]], Callable[..., Call]]:
        """Add a case for each dtype. The case is named after the function, with the dtype where there are several.

        Args:
            group: what the case is about.
            dtypes: floating-point formats; the function gets each as `dtype` if it has such a parameter.
            bound: a bound of the case's own.
            exact: ask for equality although the suite has a bound.
            check: a property to hold in place of equality with the reference.
            fixed: every seed gives the same call; `judge verify` wants to be told.
            keep: why the case stays although `judge verify` finds that other cases see the same mistakes.
        """

        def add(make: Callable[..., Call]) -> Callable[..., Call]:
            title = _title(make)
            for dtype in dtypes:
                name = f"{title} [{dtype}]" if len(dtypes) > 1 else title
                if any(case.name == name for case in self.cases):
                    raise ValueError(f"two cases are named {name!r}; give one another name")
                chosen = None if exact else bound or self.bound
                self.cases.append(Case(name, group, dtype, make, require_bound(chosen), exact, check, fixed, keep))
            return make

        return add

    def time(
        self, size: int, *, sizes: Sequence[int], bound: Bound | None = None, max_ratio: float | None = None
    ) -> Callable[[Callable[..., Call]], Callable[..., Call]]:
        """Name the call that speed is measured on: a function of data and size. One for a suite; see Timed.

        Choose the size so that the reference takes some milliseconds, much more than carrying the data does.
        """

        def add(make: Callable[..., Call]) -> Callable[..., Call]:
            if self.timed is not None:
                raise ValueError("a suite times one call; drop the other @suite.time")
            chosen = require_bound(bound or self.bound)
            self.timed = Timed(_title(make), make, size, tuple(sizes), chosen, max_ratio)
            return make

        return add

    def slip(self, description: str, *, entry: str | None = None) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Add a likely mistake: a function with the entry point's parameters that makes it.

        When a wrong answer equals what the function returns, the judge says "looks like <description>".
        """

        def add(compute: Callable[..., Any]) -> Callable[..., Any]:
            self.slips.append(Slip(description, compute, entry))
            return compute

        return add


def _title(make: Callable[..., Call]) -> str:
    return make.__name__.strip("_").replace("_", " ")


def require_bound(bound: Any) -> Bound | None:
    """Return the bound. Raises TypeError for a bare number, which would be a tolerance that nobody has justified."""
    if bound is None or callable(bound):
        chosen: Bound | None = bound
        return chosen
    raise TypeError(f"a bound is derived, and {bound!r} is not: name one of judge.tolerance, or literal(..., reason=)")
