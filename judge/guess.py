"""Guess why an answer is wrong: a slip that the problem's author foresaw, or a relation that gives the mistake away.

A guess is a help, never a verdict. It speaks only where it fits everywhere and tightly, and stays silent otherwise.
"""

from __future__ import annotations

import copy
import itertools
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from judge.bounds import spread_bound
from judge.suite import Call, Slip
from judge.symptoms import DISTINCT, Sample, close, count_distinct, diagnose
from judge.wording import NUMBERS, kind_of, show

__all__ = ["Cause", "Guesser", "guess"]

Array = NDArray[Any]

_BOUNDS = 16  # how many bounds a slip's own round-off may take
_UNITS = 64  # and how many unit round-offs of the largest value
_CLEARLY = 4  # how many of these tolerances a slip has to be away from what is expected
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
        self._unit = _unit(dtype)
        self._known_slips: list[_Slipped] = []
        self._ruled_out: dict[str, bool] = {}
        self._other_slips = self._run_slips()

    def guess(self, answer: Any) -> str:
        """Return a likely cause, or "". Never raises."""
        return next((cause.words for cause in self.slips(answer)), "") or self.relation(answer)

    def slips(self, answer: Any) -> Iterator[Cause]:
        """Yield the slips that give an answer, in the author's order. Never raises."""
        try:
            with np.errstate(all="ignore"):
                given = list(_leaves(answer))
                is_sure = _are_telling(self._due, given, self._unit)
            for slipped in self._fitting_slips(given):
                yield Cause(f"looks like {slipped.slip.description}", slipped.slip, is_sure)
        except Exception:  # a missing guess must not cost the candidate the verdict
            return

    def relation(self, answer: Any) -> str:
        """Return what the numbers of an answer give away, or "". Never raises."""
        with np.errstate(all="ignore"):
            try:
                return self._from_relations(list(_leaves(answer)), answer)
            except Exception:
                return ""

    def rules_out(self, slip: Slip) -> bool:
        """Whether a submission with this slip, and no more, would not be accepted here. Never raises."""
        if slip.description not in self._ruled_out:
            try:
                with np.errstate(all="ignore"):
                    slipped = self._run(slip)
                    self._ruled_out[slip.description] = slipped is not None and slipped.is_wrong(self._due, self._unit)
            except Exception:
                self._ruled_out[slip.description] = False
        return self._ruled_out[slip.description]

    @cached_property
    def _due(self) -> list[_Leaf]:
        return list(_leaves(self._expected, spread_bound(self._expected, self._bound)))

    @cached_property
    def _inputs(self) -> dict[str, Array]:
        return dict(_inputs(self._call))

    def _fitting_slips(self, given: list[_Leaf]) -> Iterator[_Slipped]:
        slips = iter(()) if _are_zeros(given) else self._answers_of_slips()
        while True:
            with np.errstate(all="ignore"):  # not around what the one who asks does in between
                slipped = next((one for one in slips if one.fits(self._due, given, self._unit)), None)
            if slipped is None:
                return
            yield slipped

    def _answers_of_slips(self) -> Iterator[_Slipped]:
        """What each slip answers: from memory, unless that would take much of it."""
        if sum(leaf.value.size for leaf in self._due if isinstance(leaf.value, np.ndarray)) > _KEPT:
            yield from self._run_slips()
            return
        for number in itertools.count():  # several may be on their way through them
            if number == len(self._known_slips):
                slipped = next(self._other_slips, None)
                if slipped is None:
                    return
                self._known_slips.append(slipped)
            yield self._known_slips[number]

    def _run_slips(self) -> Iterator[_Slipped]:
        for slip in self._slips:
            slipped = self._run(slip)
            if slipped is not None:
                yield slipped

    def _run(self, slip: Slip) -> _Slipped | None:
        """Return what a slip answers; None where it is another entry point's, or not possible with these arguments."""
        if slip.entry is not None and self._call.entry is not None and slip.entry != self._call.entry:
            return None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                leaves = _compute(slip, self._call)
        except Exception:
            return None
        return _Slipped(slip, leaves) if leaves else None

    def _from_relations(self, given: list[_Leaf], answer: Any) -> str:
        due = self._due
        if _are_swapped(due, given, self._unit):
            return "the outputs in another order"
        if [leaf.path for leaf in due] != [leaf.path for leaf in given] or not _are_arrays(due):
            return _about_items(self._expected, answer)
        for goal, leaf in zip(due, given, strict=True):
            if not isinstance(goal.value, np.ndarray) or not isinstance(leaf.value, np.ndarray):
                continue
            if max(goal.value.size, leaf.value.size) > _LARGEST:
                continue
            tolerance = float(np.max(_tolerance(goal, goal.value, self._unit), initial=0.0))
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                told = diagnose(Sample(goal.value, leaf.value, tolerance, self._unit, self._inputs))
            if told:
                return f"{goal.path}: {told}" if goal.path else told
        return ""


# ---- values as arrays ----


class _Leaf(msgspec.Struct, frozen=True):
    """Numbers of a value as one array of float64 or complex128, or another value as it is; with the bound on it."""

    path: str
    value: Any
    bound: Any
    unit: float = 0.0


def _leaves(value: Any, bound: Any = None, path: str = "") -> Iterator[_Leaf]:
    """Take a value apart. Lists and tuples are alike, a list of numbers is one array, and dtypes do not count."""
    kind = kind_of(value)
    if kind == "foreign":
        yield from _leaves(value.array, bound, path)
    elif kind == "dict":
        for key in sorted(value, key=repr):
            yield from _leaves(value[key], bound[key] if isinstance(bound, dict) else None, f"{path}[{show(key)}]")
    elif kind in ("list", "tuple") and not _are_numbers(value):
        parts = bound if isinstance(bound, list) else [None] * len(value)
        for i, (item, part) in enumerate(zip(value, parts, strict=True)):
            yield from _leaves(item, part, f"output {i}" if not path else f"{path}[{i}]")
    elif kind == "array" or kind in NUMBERS or kind in ("list", "tuple"):
        limits = [0 if part is None else float(part) for part in bound] if isinstance(bound, list) else bound
        yield _Leaf(path, _widen(value), None if limits is None else np.asarray(limits, np.float64), _unit_of(value))
    else:
        yield _Leaf(path, value, None)


def _are_numbers(items: Sequence[Any]) -> bool:
    return len(items) > 1 and all(kind_of(item) in NUMBERS for item in items)


def _widen(value: Any) -> Array:
    array = np.asarray(value)
    return array.astype(np.complex128 if array.dtype.kind == "c" else np.float64)


def _unit_of(value: Any) -> float:
    dtype = getattr(value, "dtype", None)
    return float(np.finfo(dtype).eps) / 2 if dtype is not None and dtype.kind in "fc" else 0.0


def _tolerance(due: _Leaf, values: Array, unit: float) -> Any:
    """Return how far apart values may be and still count as the same; an array where the bound has their shape."""
    finite = np.abs(values[np.isfinite(values)])
    relative = _UNITS * unit * (float(finite.max()) if finite.size else 0.0)
    if due.bound is None:
        return relative
    limit = due.bound if due.bound.shape in ((), values.shape) else due.bound.max(initial=0.0)
    return _BOUNDS * limit + relative


def _agree(one: _Leaf, other: _Leaf, tolerance: Any) -> bool:
    if isinstance(one.value, np.ndarray) and isinstance(other.value, np.ndarray):
        return close(one.value, other.value, tolerance)
    return kind_of(one.value) == kind_of(other.value) and bool(one.value == other.value)


# ---- slips ----


class _Slipped:
    """What a submission with a slip answers, taken apart.

    Args:
        slip: the slip.
        leaves: its answer.
    """

    def __init__(self, slip: Slip, leaves: list[_Leaf]) -> None:
        self.slip = slip
        self._leaves = leaves
        self._paths = [leaf.path for leaf in leaves]
        self._known: dict[tuple[float, ...], tuple[list[Any], bool]] = {}

    def fits(self, due: list[_Leaf], given: list[_Leaf], unit: float) -> bool:
        """Whether an answer is what the slip makes of the call, and the slip makes something else than is expected."""
        if self._paths != [leaf.path for leaf in given]:
            return False
        units = tuple(max(unit, leaf.unit) for leaf in given)
        if units not in self._known:
            self._known[units] = self._compare_with_due(due, units)
        tolerances, apart = self._known[units]
        if not apart or _differ_at_first(self._leaves[0], given[0], tolerances[0]):
            return False
        return all(map(_agree, self._leaves, given, tolerances))

    def is_wrong(self, due: list[_Leaf], unit: float) -> bool:
        """Whether the slip can be told from what is expected."""
        return self._compare_with_due(due, tuple(max(unit, leaf.unit) for leaf in self._leaves))[1]

    def _compare_with_due(self, due: list[_Leaf], units: tuple[float, ...]) -> tuple[list[Any], bool]:
        """Return how far an answer may be from each leaf, and whether the slip can be told from what is expected."""
        alike = self._paths == [leaf.path for leaf in due]
        goals = due if alike else [_Leaf(path, None, None) for path in self._paths]
        tolerances: list[Any] = [
            _tolerance(goal, leaf.value, unit) if isinstance(leaf.value, np.ndarray) else 0.0
            for goal, leaf, unit in zip(goals, self._leaves, units, strict=True)
        ]
        agreeing = [
            _agree(leaf, goal, _CLEARLY * tolerance)
            for leaf, goal, tolerance in zip(self._leaves, goals, tolerances, strict=True)
        ]
        return tolerances, not alike or not all(agreeing)


def _differ_at_first(one: _Leaf, other: _Leaf, tolerance: Any) -> bool:
    """Whether two leaves differ in shape or in a finite first number: a look that spares most comparisons."""
    if not isinstance(one.value, np.ndarray) or not isinstance(other.value, np.ndarray):
        return False
    if one.value.shape != other.value.shape:
        return True
    if not one.value.size:
        return False
    first = one.value.item(0)
    slack = tolerance.item(0) if isinstance(tolerance, np.ndarray) else tolerance
    return bool(np.isfinite(first)) and not abs(first - other.value.item(0)) <= slack


def _compute(slip: Slip, call: Call) -> list[_Leaf]:
    """Return what a submission with the slip answers, taken apart; nothing where the slip does not apply."""
    output = slip.compute(*map(_in_float64, call.args), **{name: _in_float64(arg) for name, arg in call.kwargs.items()})
    return [] if output is None else list(_leaves(output))


def _in_float64(argument: Any) -> Any:
    """Return a copy of an argument, its floating-point arrays in float64: a slip may write to it."""
    if isinstance(argument, np.ndarray):
        wide = {"f": np.float64, "c": np.complex128}.get(argument.dtype.kind)
        return argument.astype(wide) if wide else argument.copy()
    if isinstance(argument, (list, tuple)):
        return type(argument)(map(_in_float64, argument)) if type(argument) in (list, tuple) else argument
    if isinstance(argument, dict):
        return {key: _in_float64(value) for key, value in argument.items()}
    return copy.deepcopy(argument)


def _unit(dtype: str | None) -> float:
    return float(np.finfo(np.dtype(dtype or "float64")).eps) / 2


# ---- relations ----


def _are_arrays(leaves: list[_Leaf]) -> bool:
    return any(isinstance(leaf.value, np.ndarray) for leaf in leaves)


def _are_zeros(given: list[_Leaf]) -> bool:
    """Whether all that was computed are zeros, as from a stub: a slip that gives zeros here is no explanation."""
    arrays = [leaf for leaf in given if isinstance(leaf.value, np.ndarray)]
    # Of integers, which have no unit, it may be one: fractions that were cut.
    return bool(arrays) and all(leaf.unit > 0 and not leaf.value.any() for leaf in arrays)


def _are_telling(due: list[_Leaf], given: list[_Leaf], unit: float) -> bool:
    """Whether there are enough different wrong numbers for two mistakes not to give the same ones."""
    goals = {leaf.path: leaf for leaf in due}
    arrays = [_wrong_numbers(goals.get(leaf.path), leaf, unit) for leaf in given if isinstance(leaf.value, np.ndarray)]
    return any(count_distinct(array) >= DISTINCT for array in arrays)


def _wrong_numbers(goal: _Leaf | None, given: _Leaf, unit: float) -> Array:
    """Return the finite numbers of an array that are not as expected: those that are tell nothing of a mistake."""
    values: Array = given.value
    wrong = np.isfinite(values)
    if goal is not None and isinstance(goal.value, np.ndarray) and goal.value.shape == values.shape:
        wrong &= ~(np.abs(values - goal.value) <= _tolerance(goal, goal.value, max(unit, given.unit)))
    told: Array = values[wrong]
    return told


def _are_swapped(due: list[_Leaf], given: list[_Leaf], unit: float) -> bool:
    """Whether the arrays of a tuple are all there, last first."""
    arrays = [isinstance(leaf.value, np.ndarray) and leaf.value.size > 1 for leaf in due + given]
    if len(due) < 2 or len(due) != len(given) or not all(arrays):
        return False
    tolerances = [_tolerance(goal, goal.value, unit) for goal in due]
    pairs = list(zip(due, reversed(given), tolerances, strict=True))
    same = [_agree(goal, leaf, _CLEARLY * slack) for goal, leaf, slack in zip(due, given, tolerances, strict=True)]
    return not all(same) and all(_agree(goal, leaf, slack) for goal, leaf, slack in pairs)


def _inputs(call: Call) -> Iterator[tuple[str, Array]]:
    """Name the arrays among the arguments."""
    ordinals = ("first", "second", "third", "fourth", "fifth", "sixth")
    named = [(f"the {word} argument", value) for word, value in zip(ordinals, call.args, strict=False)]
    for name, value in [*named, *call.kwargs.items()]:
        if isinstance(value, np.ndarray) and value.dtype.kind in "biufc":
            yield name, _widen(value)


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
