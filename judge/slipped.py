"""What a submission with one of the author's slips answers, and whether another answer is the same."""

from __future__ import annotations

import copy
import warnings
from typing import Any

import numpy as np

from judge.parts import Part, agree, take_apart, tolerance_of
from judge.suite import Call, Slip

CLEARLY = 4
"""How many tolerances a mistake has to be away from what is expected."""


class Slipped:
    """What a submission with a slip answers, taken apart.

    Args:
        slip: the slip.
        parts: its answer.
    """

    def __init__(self, slip: Slip, parts: list[Part]) -> None:
        self.slip = slip
        self._parts = parts
        self._paths = [part.path for part in parts]
        self._known: dict[tuple[float, ...], tuple[list[Any], bool]] = {}

    def fits(self, due: list[Part], given: list[Part], unit: float) -> bool:
        """Whether an answer is what the slip makes of the call, and the slip makes something else than is expected."""
        if self._paths != [part.path for part in given]:
            return False
        units = tuple(max(unit, part.unit) for part in given)
        if units not in self._known:
            self._known[units] = self._compare_with_due(due, units)
        tolerances, apart = self._known[units]
        if not apart or _differ_at_first(self._parts[0], given[0], tolerances[0]):
            return False
        return all(map(agree, self._parts, given, tolerances))

    def is_wrong(self, due: list[Part], unit: float) -> bool:
        """Whether the slip can be told from what is expected."""
        return self._compare_with_due(due, tuple(max(unit, part.unit) for part in self._parts))[1]

    def _compare_with_due(self, due: list[Part], units: tuple[float, ...]) -> tuple[list[Any], bool]:
        """Return how far an answer may be from each part, and whether the slip can be told from what is expected."""
        alike = self._paths == [part.path for part in due]
        goals = due if alike else [Part(path, None, None) for path in self._paths]
        tolerances: list[Any] = [
            tolerance_of(goal, part.value, unit) if isinstance(part.value, np.ndarray) else 0.0
            for goal, part, unit in zip(goals, self._parts, units, strict=True)
        ]
        agreeing = [
            agree(part, goal, CLEARLY * tolerance)
            for part, goal, tolerance in zip(self._parts, goals, tolerances, strict=True)
        ]
        return tolerances, not alike or not all(agreeing)


def run_slip(slip: Slip, call: Call) -> Slipped | None:
    """Return what a slip answers; None where it is another entry point's, or not possible with these arguments."""
    if slip.entry is not None and call.entry is not None and slip.entry != call.entry:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parts = _compute(slip, call)
    except Exception:
        return None
    return Slipped(slip, parts) if parts else None


def _differ_at_first(one: Part, other: Part, tolerance: Any) -> bool:
    """Whether two parts differ in shape or in a finite first number: a look that spares most comparisons."""
    if not isinstance(one.value, np.ndarray) or not isinstance(other.value, np.ndarray):
        return False
    if one.value.shape != other.value.shape:
        return True
    if not one.value.size:
        return False
    first = one.value.item(0)
    slack = tolerance.item(0) if isinstance(tolerance, np.ndarray) else tolerance
    return bool(np.isfinite(first)) and not abs(first - other.value.item(0)) <= slack


def _compute(slip: Slip, call: Call) -> list[Part]:
    """Return what a submission with the slip answers, taken apart; nothing where the slip does not apply."""
    output = slip.compute(*map(_in_float64, call.args), **{name: _in_float64(arg) for name, arg in call.kwargs.items()})
    return [] if output is None else list(take_apart(output))


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
