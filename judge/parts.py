"""Values taken apart for guesses: their numbers as arrays, each with a name, and how far apart two may be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from judge.symptoms import close
from judge.wording import NUMBERS, kind_of, show

Array = NDArray[Any]

_BOUNDS = 16  # how many bounds a mistake's own round-off may take
_UNITS = 64  # and how many unit round-offs of the largest value


class Part(msgspec.Struct, frozen=True):
    """Numbers of a value as one array of float64 or complex128, or another value as it is.

    Attributes:
        path: where it is in the value, such as "output 0"; "" where it is all of it.
        value: the array, or the other value.
        bound: the bound on it, a number or an array; None for none.
        unit: the unit round-off of the format that it had; 0 for integers and other values.
    """

    path: str
    value: Any
    bound: Any
    unit: float = 0.0


def take_apart(value: Any, bound: Any = None, path: str = "") -> Iterator[Part]:
    """Take a value apart. Lists and tuples are alike, a list of numbers is one array, and dtypes do not count."""
    kind = kind_of(value)
    if kind == "foreign":
        yield from take_apart(value.array, bound, path)
    elif kind == "dict":
        for key in sorted(value, key=repr):
            yield from take_apart(value[key], bound[key] if isinstance(bound, dict) else None, f"{path}[{show(key)}]")
    elif kind in ("list", "tuple") and not _are_numbers(value):
        parts = bound if isinstance(bound, list) else [None] * len(value)
        for i, (item, part) in enumerate(zip(value, parts, strict=True)):
            yield from take_apart(item, part, f"output {i}" if not path else f"{path}[{i}]")
    elif kind == "array" or kind in NUMBERS or kind in ("list", "tuple"):
        limits = [0 if part is None else float(part) for part in bound] if isinstance(bound, list) else bound
        yield Part(path, widen(value), None if limits is None else np.asarray(limits, np.float64), _unit_of(value))
    else:
        yield Part(path, value, None)


def _are_numbers(items: Sequence[Any]) -> bool:
    return len(items) > 1 and all(kind_of(item) in NUMBERS for item in items)


def widen(value: Any) -> Array:
    """Return numbers as an array of float64 or complex128."""
    array = np.asarray(value)
    return array.astype(np.complex128 if array.dtype.kind == "c" else np.float64)


def _unit_of(value: Any) -> float:
    dtype = getattr(value, "dtype", None)
    return float(np.finfo(dtype).eps) / 2 if dtype is not None and dtype.kind in "fc" else 0.0


def tolerance_of(due: Part, values: Array, unit: float) -> Any:
    """Return how far apart values may be and still count as the same; an array where the bound has their shape."""
    finite = np.abs(values[np.isfinite(values)])
    relative = _UNITS * unit * (float(finite.max()) if finite.size else 0.0)
    if due.bound is None:
        return relative
    limit = due.bound if due.bound.shape in ((), values.shape) else due.bound.max(initial=0.0)
    return _BOUNDS * limit + relative


def agree(one: Part, other: Part, tolerance: Any) -> bool:
    """Whether two parts are the same: arrays within a tolerance, which other values are not given."""
    if isinstance(one.value, np.ndarray) and isinstance(other.value, np.ndarray):
        return close(one.value, other.value, tolerance)
    return kind_of(one.value) == kind_of(other.value) and bool(one.value == other.value)


def unit_of_format(dtype: str | None) -> float:
    """Return the unit round-off of a floating-point format; None stands for float64."""
    return float(np.finfo(np.dtype(dtype or "float64")).eps) / 2
