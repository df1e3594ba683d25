"""Give every number of an expected value a bound of its own, and refuse a bound that no author can have meant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from judge.errors import JudgeError
from judge.wording import NUMBERS, describe, kind_of

__all__ = ["spread_bound"]

Array = NDArray[Any]


def spread_bound(expected: Any, bound: Any) -> Any:
    """Return the bound in the structure of `expected`: lists and dicts of arrays of longdouble, None for equality.

    Raises:
        JudgeError: the bound does not fit, is NaN or negative.
    """
    kind = kind_of(expected)
    if kind in ("list", "tuple"):
        return [spread_bound(item, part) for item, part in zip(expected, _parts(expected, bound), strict=True)]
    if kind == "dict":
        parts = bound if isinstance(bound, dict) else dict.fromkeys(expected, bound)
        if parts.keys() != expected.keys():
            raise JudgeError("the bound's keys are not those of the expected dict")
        return {key: spread_bound(item, parts[key]) for key, item in expected.items()}
    if kind == "foreign":
        return spread_bound(expected.array, bound)
    if bound is None or kind not in NUMBERS | {"array"}:
        return None
    return _limits(bound, np.shape(expected))


def _parts(expected: Sequence[Any], bound: Any) -> Sequence[Any]:
    """Return one bound for each item of a list or tuple."""
    if isinstance(bound, np.ndarray) and bound.ndim:
        if bound.shape != (len(expected),) or any(kind_of(item) not in NUMBERS for item in expected):
            raise JudgeError(f"a bound of shape {bound.shape} does not fit {describe(expected)}")
        return list(bound)
    if isinstance(bound, (list, tuple)):
        if len(bound) != len(expected):
            raise JudgeError(f"a bound of {len(bound)} parts does not fit {describe(expected)}")
        return bound
    return [bound] * len(expected)


def _limits(bound: Any, shape: tuple[int, ...]) -> Array:
    try:
        raw = np.asarray(bound)
        limits = np.broadcast_to(raw.astype(np.longdouble), shape) if raw.dtype.kind in "biuf" else None
    except ValueError:
        limits = None
    if limits is None:
        raise JudgeError(f"a bound that is {describe(bound)} does not fit an expected shape of {shape}")
    if not (limits >= 0).all():
        raise JudgeError("the bound is negative or NaN")
    return limits
