"""Seeded test data: the same seed gives the same bits on every machine and with every version of NumPy.

NumPy promises stable streams for its bit generators only, not for its distributions, and `normal` goes through the C
library's `log`. Here every value comes from a SplitMix64 counter (Steele, Lea and Flood, "Fast splittable pseudorandom
number generators", OOPSLA 2014, figure 13) by additions and exact scaling alone.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)

T = TypeVar("T")
Shape = int | Sequence[int]


class Data:
    """A stream of test data, named and seeded.

    Args:
        seed: the run's seed.
        name: the case's name, so that adding a case does not change the data of the others.
    """

    def __init__(self, seed: int, name: str) -> None:
        self._state = (seed * 0x9E3779B97F4A7C15 + zlib.crc32(name.encode()) * 0xD1342543DE82EF95) % 2**64

    def _words(self, count: int) -> NDArray[np.uint64]:
        """Return the next `count` words of 64 random bits."""
        steps = np.arange(1, count + 1, dtype=np.uint64)
        with np.errstate(over="ignore"):
            z = np.uint64(self._state) + steps * _GOLDEN
            z = (z ^ (z >> np.uint64(30))) * _MIX_1
            z = (z ^ (z >> np.uint64(27))) * _MIX_2
        self._state = (self._state + count * int(_GOLDEN)) % 2**64
        words: NDArray[np.uint64] = z ^ (z >> np.uint64(31))
        return words

    def uniform(self, shape: Shape, low: float = 0.0, high: float = 1.0, dtype: str = "float64") -> NDArray[Any]:
        """Return an array of `shape`, uniform on [low, high)."""
        size = _size(shape)
        unit = (self._words(size) >> np.uint64(11)).astype(np.float64) * 2.0**-53
        return (low + (high - low) * unit).reshape(shape).astype(dtype)

    def normal(self, shape: Shape, mean: float = 0.0, scale: float = 1.0, dtype: str = "float64") -> NDArray[Any]:
        """Return an array of `shape`, close to normal: 12 uniforms less 6, so nothing is beyond 6 scales."""
        size = _size(shape)
        unit = (self._words(12 * size) >> np.uint64(11)).astype(np.float64) * 2.0**-53
        rows = unit.reshape(12, size)
        total = rows[0].copy()
        for row in rows[1:]:  # one row after another: the order of the additions is fixed
            total += row
        values: NDArray[Any] = mean + scale * (total - 6.0)
        return values.reshape(shape).astype(dtype)

    def integers(self, shape: Shape, low: int, high: int, dtype: str = "int64") -> NDArray[Any]:
        """Return an array of `shape`, integers from low up to and without high (high - low below 2**32)."""
        span = np.uint64(high - low)
        words = self._words(_size(shape)) >> np.uint64(32)
        return (low + ((words * span) >> np.uint64(32)).astype(np.int64)).reshape(shape).astype(dtype)

    def integer(self, low: int, high: int) -> int:
        """Return one int from low up to and without high."""
        return int(self.integers((1,), low, high)[0])

    def booleans(self, shape: Shape, probability: float = 0.5) -> NDArray[Any]:
        """Return an array of bool of `shape`, True with the probability given."""
        below: NDArray[Any] = self.uniform(shape) < probability
        return below

    def permutation(self, count: int) -> NDArray[np.int64]:
        """Return 0 .. count - 1 in random order."""
        order: NDArray[np.int64] = np.argsort(self._words(count), kind="stable").astype(np.int64)
        return order

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """Return the items in random order."""
        return [items[i] for i in self.permutation(len(items))]

    def choice(self, items: Sequence[T]) -> T:
        """Return one of the items."""
        return items[self.integer(0, len(items))]


def _size(shape: Shape) -> int:
    return int(np.prod(shape, dtype=np.int64))
