"""Guess why an answer is wrong: a slip that the problem's author foresaw, or a relation that gives the mistake away.

A guess is a help, never a verdict. It speaks only where it fits everywhere and tightly, and stays silent otherwise.
"""

from __future__ import annotations

import itertools
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from judge.bounds import spread_bound
from judge.parts import Part, agree, take_apart, tolerance_of, unit_of_format, widen
from judge.slipped import CLEARLY, Slipped, run_slip
from judge.suite import Call, Slip
from judge.symptoms import DISTINCT, Sample, count_distinct, diagnose
from judge.wording import show

__all__ = ["Cause", "Guesser", "guess"]

Array = NDArray[Any]

_KEPT = 1 << 14  # elements up to which the slips' answers to a call are kept
_LARGEST = 1 << 20  # elements beyond which relations are not looked for, for the time it takes


def guess(
    call: Call,
    expected: Any,
    answer: Any,
    *,
    slips: Sequence[Slip],
    bound: Any = None,
    dtype: str | None = None,
) -> str:
    """Return a likely cause of a wrong answer in a few words, or "" when none fits.

    Args:
        call: the call that was answered; slips get its arguments with float arrays in float64.
        expected: what the reference returned.
        answer: what the candidate returned, whatever it is.
        slips: the problem's own mistakes, tried first and in the order in which they are written.
        bound: the bound that the answer was held against, as for `compare`.
        dtype: the floating-point format due, as for `compare`.

    Never raises: odd data has no guess.
    """
    return Guesser(call, expected, slips=slips, bound=bound, dtype=dtype).guess(answer)


class Cause(NamedTuple):
    """A slip that may have made an answer wrong.

    Attributes:
        words: what the answer looks like.
        slip: the author's slip.
        is_sure: whether anything else can hardly give this answer.
    """

    words: str
    slip: Slip
    is_sure: bool


class Guesser:
    """Guesses why answers to one call are wrong; what does not depend on the answer is worked out once.

    Args:
        call: as for `guess`.
        expected: as for `guess`.
        slips: as for `guess`.
        bound: as for `guess`.
        dtype: as for `guess`.
    """

    def __init__(
        self, call: Call, expected: Any, *, slips: Sequence[Slip], bound: Any = None, dtype: str | None = None
    ) -> None:
        self._call = call
        self._expected = expected
        self._slips = slips
        self._bound = bound
        self._unit = unit_of_format(dtype)
        self._known_slips: list[Slipped] = []
        self._ruled_out: dict[str, bool] = {}
        self._other_slips = self._run_slips()

    def guess(self, answer: Any) -> str:
        """Return a likely cause, or "". Never raises."""
        return next((cause.words for cause in self.slips(answer)), "") or self.relation(answer)

    def slips(self, answer: Any) -> Iterator[Cause]:
        """Yield the slips that give an answer, in the author's order. Never raises."""
        try:
            with np.errstate(all="ignore"):
                given = list(take_apart(answer))
                is_sure = _are_telling(self._due, given, self._unit)
            for slipped in self._fitting_slips(given):
                yield Cause(f"looks like {slipped.slip.description}", slipped.slip, is_sure)
        except Exception:  # a missing guess must not cost the candidate the verdict
            return

    def relation(self, answer: Any) -> str:
        """Return what the numbers of an answer give away, or "". Never raises."""
        with np.errstate(all="ignore"):
            try:
                return self._from_relations(list(take_apart(answer)), answer)
            except Exception:
                return ""

    def rules_out(self, slip: Slip) -> bool:
        """Whether a submission with this slip, and no more, would not be accepted here. Never raises."""
        if slip.description not in self._ruled_out:
            try:
                with np.errstate(all="ignore"):
                    slipped = run_slip(slip, self._call)
                    self._ruled_out[slip.description] = slipped is not None and slipped.is_wrong(self._due, self._unit)
            except Exception:
                self._ruled_out[slip.description] = False
        return self._ruled_out[slip.description]

    @cached_property
    def _due(self) -> list[Part]:
        return list(take_apart(self._expected, spread_bound(self._expected, self._bound)))

    @cached_property
    def _inputs(self) -> dict[str, Array]:
        return dict(_inputs(self._call))

    def _fitting_slips(self, given: list[Part]) -> Iterator[Slipped]:
        slips = iter(()) if _are_zeros(given) else self._answers_of_slips()
        while True:
            with np.errstate(all="ignore"):  # not around what the one who asks does in between
                slipped = next((one for one in slips if one.fits(self._due, given, self._unit)), None)
            if slipped is None:
                return
            yield slipped

    def _answers_of_slips(self) -> Iterator[Slipped]:
        """What each slip answers: from memory, unless that would take much of it."""
        if sum(part.value.size for part in self._due if isinstance(part.value, np.ndarray)) > _KEPT:
            yield from self._run_slips()
            return
        for number in itertools.count():  # several may be on their way through them
            if number == len(self._known_slips):
                slipped = next(self._other_slips, None)
                if slipped is None:
                    return
                self._known_slips.append(slipped)
            yield self._known_slips[number]

    def _run_slips(self) -> Iterator[Slipped]:
        for slip in self._slips:
            slipped = run_slip(slip, self._call)
            if slipped is not None:
                yield slipped

    def _from_relations(self, given: list[Part], answer: Any) -> str:
        due = self._due
        if _are_swapped(due, given, self._unit):
            return "the outputs in another order"
        if [part.path for part in due] != [part.path for part in given] or not _are_arrays(due):
            return _about_items(self._expected, answer)
        for goal, part in zip(due, given, strict=True):
            if not isinstance(goal.value, np.ndarray) or not isinstance(part.value, np.ndarray):
                continue
            if max(goal.value.size, part.value.size) > _LARGEST:
                continue
            tolerance = float(np.max(tolerance_of(goal, goal.value, self._unit), initial=0.0))
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                told = diagnose(Sample(goal.value, part.value, tolerance, self._unit, self._inputs))
            if told:
                return f"{goal.path}: {told}" if goal.path else told
        return ""


def _are_arrays(parts: list[Part]) -> bool:
    return any(isinstance(part.value, np.ndarray) for part in parts)


def _are_zeros(given: list[Part]) -> bool:
    """Whether all that was computed are zeros, as from a stub: a slip that gives zeros here is no explanation."""
    arrays = [part for part in given if isinstance(part.value, np.ndarray)]
    # Of integers, which have no unit, it may be one: fractions that were cut.
    return bool(arrays) and all(part.unit > 0 and not part.value.any() for part in arrays)


def _are_telling(due: list[Part], given: list[Part], unit: float) -> bool:
    """Whether there are enough different wrong numbers for two mistakes not to give the same ones."""
    goals = {part.path: part for part in due}
    arrays = [_wrong_numbers(goals.get(part.path), part, unit) for part in given if isinstance(part.value, np.ndarray)]
    return any(count_distinct(array) >= DISTINCT for array in arrays)


def _wrong_numbers(goal: Part | None, given: Part, unit: float) -> Array:
    """Return the finite numbers of an array that are not as expected: those that are tell nothing of a mistake."""
    values: Array = given.value
    wrong = np.isfinite(values)
    if goal is not None and isinstance(goal.value, np.ndarray) and goal.value.shape == values.shape:
        wrong &= ~(np.abs(values - goal.value) <= tolerance_of(goal, goal.value, max(unit, given.unit)))
    told: Array = values[wrong]
    return told


def _are_swapped(due: list[Part], given: list[Part], unit: float) -> bool:
    """Whether the arrays of a tuple are all there, last first."""
    arrays = [isinstance(part.value, np.ndarray) and part.value.size > 1 for part in due + given]
    if len(due) < 2 or len(due) != len(given) or not all(arrays):
        return False
    tolerances = [tolerance_of(goal, goal.value, unit) for goal in due]
    pairs = list(zip(due, reversed(given), tolerances, strict=True))
    same = [agree(goal, part, CLEARLY * slack) for goal, part, slack in zip(due, given, tolerances, strict=True)]
    return not all(same) and all(agree(goal, part, slack) for goal, part, slack in pairs)


def _inputs(call: Call) -> Iterator[tuple[str, Array]]:
    """Name the arrays among the arguments."""
    ordinals = ("first", "second", "third", "fourth", "fifth", "sixth")
    named = [(f"the {word} argument", value) for word, value in zip(ordinals, call.args, strict=False)]
    for name, value in [*named, *call.kwargs.items()]:
        if isinstance(value, np.ndarray) and value.dtype.kind in "biufc":
            yield name, widen(value)


def _about_items(expected: Any, answer: Any) -> str:
    """Compare two lists of names or the like by what is in them."""
    if not all(isinstance(value, (list, tuple)) for value in (expected, answer)) or list(expected) == list(answer):
        return ""
    due, given = Counter(expected), Counter(answer)
    if due == given:
        return (
            "the right items in reverse order"
            if len(expected) > 2 and list(expected) == list(answer)[::-1]
            else ("the right items in another order")
        )
    surplus, missing = list((given - due).elements()), list((due - given).elements())
    if len(surplus) == 1 and not missing and len(expected):
        return f"one item too many, {show(surplus[0])}"
    if len(missing) == 1 and not surplus and len(answer):
        return f"one item too few, {show(missing[0])} is missing"
    return ""
