"""Say whether an answer is right, and what differs where it is not. Pure: values in, a Comparison out.

Types, lengths, shapes, dtypes and the places of NaN and infinities are compared first, and exactly; then each element
against a bound of its own. There is no tolerance that the caller did not derive.
"""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from judge.bounds import spread_bound
from judge.structure import Leaf, due_format, match
from judge.wording import kind_of, show, show_pair

__all__ = ["Comparer", "Comparison", "compare"]

Array = NDArray[Any]


class Comparison(msgspec.Struct, frozen=True):
    """What became of comparing one answer.

    Attributes:
        ok: whether the answer is right.
        reason: "" when it is, else what differs: "type", "length", "keys", "shape", "dtype", "nan", "infinity" or
            "value".
        message: what differs, in one line for a person.
        error: the largest absolute error among the finite numbers compared; None where no numbers were reached.
        bound: the bound at the number with the worst ratio; 0 where equality was asked for.
        ratio: the worst error / bound, for right answers too; with a bound of 0 it is 0 for no error and else inf.
    """

    ok: bool
    reason: str = ""
    message: str = ""
    error: float | None = None
    bound: float | None = None
    ratio: float | None = None


def compare(expected: Any, answer: Any, *, bound: Any = None, dtype: str | None = None) -> Comparison:
    """Compare an answer with the expected value.

    Args:
        expected: what the reference returned: None, bool, int, float, complex, str, bytes, list, tuple, dict, ndarray,
            NumPy scalar, tensor or variable (an object with `kind` and `array`).
        answer: what the candidate returned, of any such type.
        bound: the largest absolute error allowed: a number or array that broadcasts to the expected array, or a list,
            tuple or dict of bounds in the structure of `expected`. A number holds for everything below it. None asks
            for equality with the expected value as it is in the answer's format.
        dtype: the floating-point format due, such as "float32", when the reference ran in float64: where it returned
            float64 or complex128 arrays, the answer has to be in that format. None: the expected array's own.

    Raises:
        JudgeError: the bound does not fit `expected`, is NaN or negative; or `expected` cannot be compared.
    """
    return Comparer(expected, bound=bound, dtype=dtype).compare(answer)


_SHARE = 0.99
"""Of a bound: errors below it stay within the bound however float64 rounds their computation."""


def is_clearly_right(expected: Any, answer: Any, bound: Any) -> bool:
    """Whether an answer is accepted at first sight: a float64 array, or a tuple of some, well within its bounds.

    Several times as quick as `compare`, which has to be asked about any other answer.

    Args:
        expected: as for `compare`.
        answer: as for `compare`.
        bound: as for `compare`.
    """
    if type(expected) is tuple and type(answer) is tuple and type(bound) is tuple:
        return len(expected) == len(answer) == len(bound) and all(map(is_clearly_right, expected, answer, bound))
    for value in (expected, answer):
        if type(value) is not np.ndarray or value.dtype != np.float64:
            return False
    limits = np.asarray(bound)
    if limits.dtype.kind != "f" or expected.shape != answer.shape or limits.shape not in ((), expected.shape):
        return False
    with np.errstate(all="ignore"):
        return bool((np.abs(answer - expected) <= _SHARE * limits).all())


class Comparer:
    """Compares any number of answers with one expected value; what does not depend on the answer is done once.

    Args:
        expected: as for `compare`.
        bound: as for `compare`.
        dtype: as for `compare`.
    """

    def __init__(self, expected: Any, *, bound: Any = None, dtype: str | None = None) -> None:
        self._expected = expected
        self._bound = bound
        self._dtype = dtype
        self._limits: Any = None
        self._quick: tuple[_Quick, ...] = ()
        self._ready = False

    def compare(self, answer: Any) -> Comparison:
        """Compare an answer. Raises JudgeError as `compare` does."""
        with np.errstate(all="ignore"):
            if not self._ready:
                self._prepare()
            if self._quick:
                found = self._compare_quickly(answer)
                if found is not None:
                    return found
            faults, leaves = match(self._expected, answer, self._limits, self._dtype)
            if faults:
                return Comparison(False, faults[0].reason, faults[0].message)
            return _sum_up([_judge(leaf) for leaf in leaves])

    def _prepare(self) -> None:
        self._limits = spread_bound(self._expected, self._bound)
        if type(self._expected) is tuple:
            pairs = zip(self._expected, self._limits, strict=True)
        else:
            pairs = zip([self._expected], [self._limits], strict=True)
        quick = [_make_quick(expected, limits, self._dtype) for expected, limits in pairs]
        self._quick = tuple(each for each in quick if each is not None)
        if len(self._quick) < len(quick):
            self._quick = ()
        self._ready = True

    def _compare_quickly(self, answer: Any) -> Comparison | None:
        """Return what comparing at length finds of an answer of the right structure in finite numbers; None else."""
        if type(self._expected) is not tuple:
            outcome = _judge_quickly(self._quick[0], answer, "")
            return None if outcome is None else Comparison(not outcome.reason, *msgspec.structs.astuple(outcome))
        if type(answer) is not tuple or len(answer) != len(self._quick):
            return None
        outcomes = []
        for i, (quick, item) in enumerate(zip(self._quick, answer, strict=True)):
            outcome = _judge_quickly(quick, item, f"output {i}")
            if outcome is None:
                return None
            outcomes.append(outcome)
        return _sum_up(outcomes)


class _Quick(msgspec.Struct, frozen=True):
    """An expected array of finite floats, as most are: the format due, the values as they are and, with the bounds, in
    longdouble."""

    due: np.dtype[Any]
    expected: Array
    exact: Array
    limits: Array


def _make_quick(expected: Any, limits: Any, dtype: str | None) -> _Quick | None:
    if type(expected) is not np.ndarray or expected.dtype.kind != "f" or not expected.size or limits is None:
        return None
    if not np.isfinite(expected).all() or not (limits > 0).all():
        return None
    return _Quick(due_format(expected.dtype, dtype), expected, expected.astype(np.longdouble), np.array(limits))


def _judge_quickly(quick: _Quick, answer: Any, path: str) -> _Outcome | None:
    """Do as `_judge_elements` does with an answer that is finite everywhere."""
    if type(answer) is not np.ndarray or answer.dtype != quick.due or answer.shape != quick.exact.shape:
        return None
    error = np.absolute(np.subtract(answer, quick.exact))
    ratio = np.divide(error, quick.limits)
    top = np.maximum.reduce(ratio, axis=None)
    if not top < np.inf:  # NaN, too
        return None
    worst = int(np.where(ratio == top, error, -1).argmax())  # of equal ratios, the largest error
    numbers = float(np.maximum.reduce(error, axis=None)), float(quick.limits.item(worst)), float(top)
    if top < 1:
        return _Outcome("", "", *numbers)
    return _conclude(Leaf(path, quick.expected, answer, quick.limits), error, quick.limits, worst, numbers)


class _Outcome(msgspec.Struct, frozen=True):
    """What became of one leaf."""

    reason: str = ""
    message: str = ""
    error: float | None = None
    bound: float | None = None
    ratio: float | None = None


def _judge(leaf: Leaf) -> _Outcome:
    if not isinstance(leaf.expected, np.ndarray):
        return _judge_int(leaf) if kind_of(leaf.expected) == "int" else _judge_equal(leaf)
    if leaf.expected.dtype.kind == "b":
        return _judge_bools(leaf)
    if leaf.expected.dtype.kind in "iu":
        return _judge_elements(leaf, _distance(leaf.expected, leaf.answer), None)
    if leaf.bound is None:
        leaf = Leaf(leaf.path, leaf.expected.astype(leaf.answer.dtype), leaf.answer, None)
    return _judge_floats(leaf)


def _judge_equal(leaf: Leaf) -> _Outcome:
    if leaf.expected == leaf.answer:
        return _Outcome()
    got, due = show_pair(leaf.answer, leaf.expected)
    return _Outcome("value", f"{leaf.prefix}got {got}, expected {due}")


def _judge_int(leaf: Leaf) -> _Outcome:
    """Compare two ints of any size, without a detour over floats."""
    error = abs(int(leaf.answer) - int(leaf.expected))
    bound = 0.0 if leaf.bound is None else float(leaf.bound)
    size = _as_float(error)
    ratio = size / bound if bound > 0 else 0.0 if error == 0 else np.inf
    if error <= bound:
        return _Outcome("", "", size, bound, 0.0 if np.isnan(ratio) else ratio)
    got, due = show(leaf.answer), show(leaf.expected)
    told = f" (error {show(error)}, bound {bound:.3g})" if leaf.bound is not None else ""
    if got == due and not told:
        told = f" (they differ by {show(error)})"
    return _Outcome("value", f"{leaf.prefix}got {got}, expected {due}{told}", size, bound, ratio)


def _as_float(value: int) -> float:
    try:
        return float(value)
    except OverflowError:
        return np.inf


def _judge_bools(leaf: Leaf) -> _Outcome:
    differs = leaf.expected != leaf.answer
    if not np.any(differs):
        return _Outcome()
    return _Outcome("value", _tell(leaf, "", np.asarray(differs), int(np.argmax(differs)), "first"))


def _distance(expected: Array, answer: Array) -> Array:
    """Return |answer - expected| of two integer arrays of one dtype, exact: unsigned arithmetic wraps round rightly."""
    one, other = expected.astype(np.uint64), answer.astype(np.uint64)
    return np.where(answer > expected, other - one, one - other).astype(np.longdouble)


def _judge_floats(leaf: Leaf) -> _Outcome:
    """Compare the places of NaN, then of infinities, then the finite numbers; complex ones part by part."""
    if leaf.expected.dtype.kind == "f":
        one, other = leaf.expected.astype(np.longdouble), leaf.answer.astype(np.longdouble)
        step = np.asarray(np.abs(other - one))
        if np.isfinite(step).all():  # so both are finite everywhere, as most answers are, wrong ones too
            return _judge_elements(leaf, step, None)
    pairs = list(zip(_components(leaf.expected), _components(leaf.answer), strict=True))
    for reason, mark in (("nan", np.isnan), ("infinity", _infinities)):
        marks = [(mark(one), mark(other)) for one, other in pairs]
        differs = np.asarray(np.any([one != other for one, other in marks], axis=0))
        if differs.any():
            due, got = (np.any([pair[i] != 0 for pair in marks], axis=0) & differs for i in (0, 1))
            headline = _misplaced("NaN" if reason == "nan" else "infinity", due, got)
            return _Outcome(reason, _tell(leaf, headline, differs, int(np.argmax(differs)), "first"))
    finite = np.any([np.isfinite(one) for one, _ in pairs], axis=0)
    steps = [np.where(np.isfinite(one), np.abs(other - one), 0) for one, other in pairs]
    return _judge_elements(leaf, steps[0] if len(steps) == 1 else np.asarray(np.hypot(*steps)), finite)


def _components(values: Array) -> list[Array]:
    """Return the values, or their real and imaginary parts, in the widest format there is: differences cannot overflow
    where that is wider than float64."""
    parts = [values.real, values.imag] if values.dtype.kind == "c" else [values]
    return [np.asarray(part).astype(np.longdouble) for part in parts]


def _infinities(values: Array) -> Array:
    return np.where(np.isinf(values), np.sign(values), 0)


def _misplaced(noun: str, due: Array, got: Array) -> str:
    number = "a number" if noun == "NaN" else "a finite number"
    if not due.any():
        return f"{noun} where {number} is expected"
    if not got.any():
        return f"{number} where {noun} is expected"
    return f"{noun} in the wrong places or of the wrong sign" if noun == "infinity" else f"{noun} in the wrong places"


def _judge_elements(leaf: Leaf, error: Array, finite: Array | None) -> _Outcome:
    """Hold each error against its bound; `finite` says where there are numbers, None: everywhere."""
    if not (error.size if finite is None else finite.any()):
        return _Outcome()
    bound = np.zeros(error.shape, np.longdouble) if leaf.bound is None else leaf.bound
    ratio = np.where((error > 0) & ~np.isinf(bound), error / bound, np.longdouble(0))
    worst = int(np.argmax(np.where(ratio == ratio.max(), error, -1)))  # of equal ratios, the largest error
    return _conclude(
        leaf, error, bound, worst, (float(error.max()), float(bound.flat[worst]), float(ratio.flat[worst]))
    )


def _conclude(leaf: Leaf, error: Array, bound: Array, worst: int, numbers: tuple[float, float, float]) -> _Outcome:
    """Return what became of a leaf whose errors, the place of the worst, and the outcome's numbers are known."""
    differs = np.asarray(~(error <= bound))
    if not differs.any():
        return _Outcome("", "", *numbers)
    told = _tell(leaf, "", differs, worst, "worst")
    if leaf.bound is not None:
        told += " (error {}, bound {})".format(*_digits(float(error.flat[worst]), numbers[1]))
    elif leaf.expected.dtype.kind in "fc":
        told += f" (error {float(error.flat[worst]):.3g}, equality is expected)"
    return _Outcome("value", told, *numbers)


def _digits(error: float, bound: float) -> tuple[str, str]:
    """Return both numbers with as few digits as tell them apart."""
    for digits in (3, 6, 17):
        texts = f"{error:.{digits}g}", f"{bound:.{digits}g}"
        if texts[0] != texts[1]:
            break
    return texts


def _tell(leaf: Leaf, headline: str, differs: Array, place: int, which: str) -> str:
    """Say how many elements differ, and show one of them. A number alone needs no count and no place."""
    got, due = show_pair(leaf.answer.flat[place], leaf.expected.flat[place])
    values = f"got {got}, expected {due}"
    if differs.ndim == 0:
        return leaf.prefix + (f"{headline}: {values}" if headline else values)
    index = [int(i) for i in np.unravel_index(place, differs.shape)]
    count = int(np.count_nonzero(differs))
    extent = f"{count} of {differs.size} elements"
    where = f"{which} at {index}" if count > 1 else f"at {index}"
    if headline:
        return f"{leaf.prefix}{headline}, in {extent}; {where}: {values}"
    return f"{leaf.prefix}{extent} {'differ' if count > 1 else 'differs'}; {where}: {values}"


def _sum_up(outcomes: list[_Outcome]) -> Comparison:
    """Make one comparison of all leaves: misplaced NaN and infinities first, then the worst value."""
    for reason in ("nan", "infinity"):
        for outcome in outcomes:
            if outcome.reason == reason:
                return Comparison(False, reason, outcome.message)
    measured = [outcome for outcome in outcomes if outcome.ratio is not None]
    worst = max(measured, key=lambda outcome: outcome.ratio or 0.0, default=_Outcome())
    error = max((outcome.error for outcome in measured if outcome.error is not None), default=None)
    wrong = [outcome for outcome in outcomes if outcome.reason]
    if not wrong:
        return Comparison(True, "", "", error, worst.bound, worst.ratio)
    shown = max(wrong, key=lambda outcome: np.inf if outcome.ratio is None else outcome.ratio)
    more = f"; in all, {len(wrong)} of {len(outcomes)} items differ" if len(wrong) > 1 else ""
    return Comparison(False, "value", shown.message + more, error, worst.bound, worst.ratio)
