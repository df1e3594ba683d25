"""Tell-tale relations between a wrong array and the right one: transposed, scaled, shifted, rounded and so on.

Each detector takes a Sample and returns what it sees, or "". It speaks only when the relation holds for all elements,
as tightly as the arithmetic allows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

__all__ = ["DISTINCT", "Sample", "close", "count_distinct", "diagnose"]

Array = NDArray[Any]

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
DISTINCT = 4  # different values below which an agreement in another order may be chance
_NAMEABLE = 1e-5  # a relative tolerance above which a factor may have a name by chance
_UNRELIABLE = 1e-3  # a tolerance above this share of the largest value says nothing about relations


class Sample(msgspec.Struct, frozen=True):
    """A wrong answer beside the right one, as arrays of float64 or complex128.

    Attributes:
        tolerance: the largest error that still counts as agreement, for every element alike.
        unit: the unit round-off of the format due.
        inputs: the arrays of the call, by what to call them.
    """

    expected: Array
    answer: Array
    tolerance: float
    unit: float
    inputs: dict[str, Array]

    @property
    def sizes(self) -> list[int]:
        """The lengths of the inputs' axes, without repetition and without 1."""
        return sorted({size for array in self.inputs.values() for size in array.shape if size > 1})

    def like(self, other: Array, scale: float = 1.0) -> bool:
        """Whether the answer agrees with `other`, computed from the expected values enlarged by `scale`."""
        return close(self.answer, other, self.tolerance * max(1.0, scale))


def close(one: Array, other: Array, tolerance: Any) -> bool:
    """Whether two arrays agree in shape, in the places of NaN and infinities, and elsewhere within the tolerance."""
    if one.shape != other.shape:
        return False
    with np.errstate(invalid="ignore", over="ignore"):
        near = np.absolute(one - other) <= tolerance
        finite = np.isfinite(one) & np.isfinite(other)
        if finite.all():
            return bool(near.all())
        same = (one == other) | (np.isnan(one) & np.isnan(other))
        return bool(np.where(finite, near, same).all())


def diagnose(sample: Sample) -> str:
    """Return the first relation that fits, in words that stand alone, or ""."""
    expected, answer = sample.expected, sample.answer
    if not expected.size or not answer.size or close(answer, expected, 4 * sample.tolerance):
        return ""
    if not sample.tolerance <= _UNRELIABLE * _largest(expected):
        return ""
    detectors = _ANY_SHAPE
    if expected.shape == answer.shape:
        detectors += _SAME_SHAPE
        if np.isfinite(expected).all() and np.isfinite(answer).all():
            detectors += _FINITE
    return next(filter(None, (detect(sample) for detect in detectors)), "")


def _largest(values: Array) -> float:
    finite = np.abs(values[np.isfinite(values)])
    return float(finite.max()) if finite.size else 0.0


def count_distinct(values: Array) -> int:
    """Count the different values, NaN as one; `np.unique` would import masked arrays, which takes a while."""
    ordered = np.sort(values, axis=None)
    nans = int(np.count_nonzero(np.isnan(ordered)))
    return int(np.count_nonzero(ordered[1:] != ordered[:-1])) + bool(ordered.size) - max(0, nans - 1)


# ---- whatever the shapes ----


def _copied(sample: Sample) -> str:
    if close(sample.answer.ravel(), sample.expected.ravel(), sample.tolerance):
        return ""  # that it has the values of an argument is right, as with a beta
    for name, array in sample.inputs.items():
        if array.size > 1 and count_distinct(array) > 1 and close(sample.answer, array, 0.0):
            return f"an unchanged copy of {name}"
    return ""


def _transposed(sample: Sample) -> str:
    expected = sample.expected
    if expected.ndim < 2 or (expected.shape == sample.answer.shape and count_distinct(expected) < DISTINCT):
        return ""
    if sample.like(np.swapaxes(expected, -1, -2)):
        return "transposed" if expected.ndim == 2 else "transposed in its last two axes"
    return "transposed, all axes reversed" if sample.like(expected.T) else ""


def _reshaped(sample: Sample) -> str:
    expected, answer = sample.expected, sample.answer
    if expected.shape == answer.shape or expected.size < 2:
        return ""
    flat = close(answer.ravel(), expected.ravel(), sample.tolerance)
    return "the right values in another shape" if flat else ""


# ---- shapes alike ----


def _constant(sample: Sample) -> str:
    if count_distinct(sample.answer) > 1 or (sample.expected.size > 1 and count_distinct(sample.expected) == 1):
        return ""
    value = sample.answer.flat[0]
    if np.isnan(value):
        return ""  # as the message says
    if value == 0:
        return "all zeros" if sample.answer.size > 1 else "zero"
    return f"the same value, {value:.4g}, everywhere" if sample.answer.size > 2 else ""


def _negated(sample: Sample) -> str:
    return "of the opposite sign" if sample.like(-sample.expected) else ""


def _flipped(sample: Sample) -> str:
    expected = sample.expected
    if count_distinct(expected) < DISTINCT:
        return ""
    for axis in range(expected.ndim):
        if sample.like(np.flip(expected, axis)):
            return "in reverse order" if expected.ndim == 1 else f"in reverse order along axis {axis}"
    return ""


# ---- finite numbers in shapes alike ----


def _scaled(sample: Sample) -> str:
    expected, answer = sample.expected, sample.answer
    norm = float(np.sum(np.abs(expected) ** 2))
    if not norm or np.iscomplexobj(expected) or np.iscomplexobj(answer):
        return ""
    factor = float(np.sum(expected * answer)) / norm
    if not math.isfinite(factor) or factor == 0 or not sample.like(factor * expected, abs(factor)):
        return ""
    name = _name_factor(factor, sample)
    if name:
        return f"off by a factor {name}"
    several = np.count_nonzero(expected) > 2 and count_distinct(np.abs(expected)) > 2
    if not several:
        return ""
    little = factor - 1  # a factor near 1 is told by what it has more or less
    text = f"1 {'-' if little < 0 else '+'} {abs(little):.2g}" if abs(little) < 1e-3 else f"{factor:.4g}"
    return f"off by a factor {text}"


def _name_factor(factor: float, sample: Sample) -> str:
    """Return the factor in terms of 2 or of a size of the input, or ""."""
    slack = 2 * sample.tolerance / _largest(sample.expected)
    if slack > _NAMEABLE:
        return ""
    fitting = [(name, n) for value, name, n in _factors(sample.sizes) if abs(abs(factor) / value - 1) <= slack]
    if not fitting:
        return ""
    size = next((n for _, n in fitting if n), 0)
    sign = "-" if factor < 0 else ""
    told = " = ".join(sign + name for name, n in fitting if n in (0, size))
    return told + (f", where {size} is a size of the input" if size else "")


def _factors(sizes: list[int]) -> Iterator[tuple[float, str, int]]:
    """Yield factors that mistakes bring: the value, its name, and the size of the input it is made of (0: none)."""
    yield from ((2.0, "2", 0), (0.5, "1/2", 0))
    yield from ((math.log(2), "ln 2", 0), (1 / math.log(2), "1/ln 2", 0))
    for n in sizes:
        yield from ((math.sqrt(n), f"sqrt({n})", n), (1 / math.sqrt(n), f"1/sqrt({n})", n))
        if n > 2:
            yield from ((float(n), f"{n}", n), (1 / n, f"1/{n}", n))
            yield from ((n / (n - 1), f"{n}/{n - 1}", n), ((n - 1) / n, f"{n - 1}/{n}", n))
            yield (math.sqrt(n / (n - 1)), f"sqrt({n}/{n - 1})", n)
            yield (math.sqrt((n - 1) / n), f"sqrt({n - 1}/{n})", n)


def _shifted(sample: Sample) -> str:
    difference = sample.answer - sample.expected
    if sample.expected.size < 3 or count_distinct(sample.expected) < 3:
        return ""
    constant = difference.mean()
    scale = 1 + abs(constant) / _largest(sample.expected)
    if not sample.like(sample.expected + constant, float(scale)):
        return ""
    return f"off by an added constant, {constant:.4g}"


def _rounded(sample: Sample) -> str:
    """Fits when every answer is a multiple of 10**-d and the closest one to what is expected."""
    expected, answer = sample.expected, sample.answer
    if np.iscomplexobj(answer) or np.iscomplexobj(expected) or not answer.any():
        return ""
    largest = float(np.max(np.abs(answer)))
    for decimals in range(9):
        step = 10.0**-decimals
        slack = max(1e-9, 4 * sample.unit * largest / step)
        if slack > 1e-2:
            return ""
        if np.max(np.abs(answer / step - np.rint(answer / step))) > slack:
            continue
        if np.max(np.abs(answer - expected)) <= step * (0.5 + slack) + sample.tolerance:
            return _rounding(decimals, answer.size)
        cut = np.abs(answer - np.trunc(expected)) <= sample.tolerance
        return "cut to whole numbers" if decimals == 0 and answer.size > 2 and cut.all() else ""
    return ""


def _rounding(decimals: int, size: int) -> str:
    if decimals == 0:
        return "rounded to whole numbers" if size > 2 else ""
    return f"rounded to {decimals} decimal{'s' if decimals > 1 else ''}"


def _half_precision(sample: Sample) -> str:
    return _low_precision(sample, np.dtype(np.float16))


def _single_precision(sample: Sample) -> str:
    return _low_precision(sample, np.dtype(np.float32))


def _low_precision(sample: Sample, coarse: np.dtype[Any]) -> str:
    """Fits when every answer is a number of the coarse format, or when errors of its size go both ways."""
    unit = float(np.finfo(coarse).eps) / 2
    expected, answer = sample.expected, sample.answer
    if unit <= 2 * sample.unit or np.iscomplexobj(answer) or np.iscomplexobj(expected):
        return ""
    error = np.abs(answer - expected) / _largest(expected)
    told = f"right to about {coarse} precision only"
    if answer.size > 2 and (answer.astype(coarse) == answer).all() and error.max() <= 64 * unit:
        return told
    grows = np.abs(answer) > np.abs(expected)
    both_ways = 0.1 <= float(grows.mean()) <= 0.9
    scattered = coarse == np.float32 and answer.size >= 8 and both_ways
    return told if scattered and unit / 16 <= error.max() <= 8 * unit else ""


def _reordered(sample: Sample) -> str:
    expected, answer = np.sort(sample.expected, axis=None), np.sort(sample.answer, axis=None)
    apart = expected[1:] - expected[:-1] > 4 * sample.tolerance
    if np.count_nonzero(apart) + 1 < DISTINCT or not close(answer, expected, sample.tolerance):
        return ""
    return "the right values in another order" + (" (a reshape for a transpose?)" if sample.expected.ndim > 1 else "")


def _unnormalised(sample: Sample) -> str:
    """Fits where the expected values are probabilities along an axis and the answer's are not."""
    expected, answer = sample.expected, sample.answer
    if np.iscomplexobj(expected) or np.iscomplexobj(answer) or expected.min() < 0:
        return ""
    axes = [axis for axis in reversed(range(expected.ndim)) if _sums_to_one(expected, axis)]
    if not axes or _sums_to_one(answer, axes[0]):
        return ""
    for axis in range(expected.ndim):
        if axis not in axes and answer.min() >= 0 and _sums_to_one(answer, axis):
            return f"probabilities that sum to 1 along axis {axis}, not along axis {axes[0]}"
    sums = answer.sum(axis=axes[0]).ravel()
    # One slice that has it all is right, and the others are empty.
    if expected.ndim > 1 and answer.min() >= 0 and abs(float(sums.sum()) - 1) <= 1e-3 and sums.max() < 0.999:
        return f"probabilities that sum to 1 over the whole array, not along axis {axes[0]}"
    if answer.min() < 0:
        return "something else than probabilities: some are negative"
    off = float(sums[np.argmax(np.abs(sums - 1))])
    if abs(off - 1) <= 1e-3:
        return ""  # probabilities, and other ones
    along = f" along axis {axes[0]}" if expected.ndim > 1 else ""
    return f"probabilities that do not sum to 1{along} (one sum is {off:.4g})"


def _sums_to_one(values: Array, axis: int) -> bool:
    """Whether all slices along the axis sum to 1, and at least half of them by more than one entry."""
    several = np.count_nonzero(values, axis=axis) > 1
    return bool(several.mean() >= 0.5 and np.all(np.abs(values.sum(axis=axis) - 1) <= 1e-3))


_Detectors = tuple[Callable[[Sample], str], ...]
_ANY_SHAPE: _Detectors = (_copied, _transposed, _reshaped)
_SAME_SHAPE: _Detectors = (_constant, _negated, _flipped)
_FINITE: _Detectors = (
    _scaled,
    _shifted,
    _rounded,
    _half_precision,
    _single_precision,
    _reordered,
    _unnormalised,
)
