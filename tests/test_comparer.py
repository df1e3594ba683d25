"""Comparing and guessing many times: what is worked out once must change no result."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judge.compare import Comparer, Comparison, compare
from judge.guess import Guesser, guess
from judge.suite import Slip, call

CALL = call(np.array([[1.0, 2.0, 4.0], [0.5, 3.0, 9.0]]))
SLIPS = [
    Slip("no slip at all", lambda x: None),
    Slip("a slip that raises", lambda x: x.nothing),
    Slip("a sum along the wrong axis", lambda x: x.sum(axis=0)),
    Slip("a mean in place of a sum", lambda x: x.mean(axis=1)),
    Slip("the same as is expected", lambda x: x.sum(axis=1)),
    Slip("a tuple", lambda x: (x.sum(axis=1), x)),
]


def at_length(expected: Any, answer: Any, bound: Any, dtype: str | None, monkeypatch: pytest.MonkeyPatch) -> Comparison:
    """What is found without the short cut."""
    with monkeypatch.context() as patch:
        patch.setattr("judge.compare._make_quick", lambda *_: None)
        return compare(expected, answer, bound=bound, dtype=dtype)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_short_cut_finds_what_comparing_at_length_finds(data: st.DataObject) -> None:
    """Right or wrong, to the last bit: with NaN, infinities, ties, errors at the bound, several outputs."""
    numbers = st.sampled_from([0.0, 1.0, -2.5, 1e300, 1e-320, 0.1, np.nan, np.inf])
    size = data.draw(st.integers(1, 4))
    shape: tuple[int, ...] = data.draw(st.sampled_from([(size,), (1, size), ()]))
    expected: Any = np.resize(np.array(data.draw(st.lists(numbers, min_size=size, max_size=size))), shape)
    step = data.draw(st.sampled_from([0.0, 0.25, 0.5, -0.5, np.nextafter(0.5, 1), 3.0, np.nan, np.inf]))
    single = data.draw(st.booleans())
    with np.errstate(all="ignore"):
        answer: Any = np.asarray(expected + np.resize([step, 0.0, -step / 2, step], shape), "f4" if single else "f8")
    bound: Any = data.draw(st.sampled_from([0.5, 0.25, np.inf, 1e-30, np.resize([0.5, 1.0, 0.0, np.inf], shape)]))
    if data.draw(st.booleans()):
        expected, answer, bound = (expected, expected * 2), (answer, answer * 2), (bound, bound)
    dtype = "float32" if single else None
    with pytest.MonkeyPatch.context() as patch:
        long = at_length(expected, answer, bound, dtype, patch)
    comparer = Comparer(expected, bound=bound, dtype=dtype)
    assert repr(comparer.compare(answer)) == repr(long)
    assert repr(comparer.compare(answer)) == repr(long)


@pytest.mark.parametrize(
    "answer",
    [np.ones(3, np.float32), np.ones((1, 3)), np.ones(2), [1.0, 1.0, 1.0], None, np.ones(3).tolist(), np.float64(1.0)],
)
def test_another_kind_of_answer_is_told_as_before(answer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The short cut is for answers of the right shape and format only."""
    comparer = Comparer(np.ones(3), bound=0.5)
    comparer.compare(np.ones(3))
    assert comparer.compare(answer) == at_length(np.ones(3), answer, 0.5, None, monkeypatch)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (lambda x: x.mean(axis=1), "looks like a mean in place of a sum"),
        (lambda x: x.sum(axis=0), "looks like a sum along the wrong axis"),
        (lambda x: (x.sum(axis=1), x), "looks like a tuple"),
        (lambda x: -x.sum(axis=1), "of the opposite sign"),
        (lambda x: x.sum(axis=1) + 100 * x[:, 0] ** 3, ""),
        (lambda x: "no array", ""),
        (lambda x: x.mean(axis=1).astype(np.float32), "looks like a mean in place of a sum"),
    ],
)
def test_guesser_guesses_alike_each_time(answer: Callable[[Any], Any], told: str) -> None:
    """Whatever it was asked before, it says what a fresh one says."""
    (x,) = CALL.args
    expected = x.sum(axis=1)
    guesser = Guesser(CALL, expected, slips=SLIPS, bound=1e-12)
    for before in (x.mean(axis=1), -expected, x.sum(axis=0), None, answer(x)):
        guesser.guess(before)
    assert guesser.guess(answer(x)) == told
    assert guess(CALL, expected, answer(x), slips=SLIPS, bound=1e-12) == told


def test_slips_are_run_once_and_only_when_needed() -> None:
    """A slip behind the one that fits is not run, and none is run twice."""
    runs = []

    def noted(name: str) -> Slip:
        def compute(x: Any) -> Any:
            runs.append(name)
            return x.mean(axis=1) if name == "second" else x * 0

        return Slip(name, compute)

    (x,) = CALL.args
    guesser = Guesser(CALL, x.sum(axis=1), slips=[noted("first"), noted("second"), noted("third")], bound=1e-12)
    for _ in range(3):
        assert guesser.guess(x.mean(axis=1)) == "looks like second"
    assert runs == ["first", "second"]
    guesser.guess(x.sum(axis=1) + 7 * x[:, 0])
    assert runs == ["first", "second", "third"]
