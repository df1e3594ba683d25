"""What both sides of the wire share: the format's numbers, its bounds, and its errors. The format is told in `wire`."""

from __future__ import annotations

import struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from numpy.typing import NDArray

COUNT = struct.Struct("<Q")
TAG_COUNT = struct.Struct("<cQ")
TAG_INT = struct.Struct("<cq")
TAG_FLOAT = struct.Struct("<cd")
TAG_COMPLEX = struct.Struct("<cdd")
INT = struct.Struct("<q")
FLOAT = struct.Struct("<d")
COMPLEX = struct.Struct("<dd")
LENGTH = struct.Struct("<I")

MAX_DIMS = 64  # NumPy's own limit
SHAPES = tuple(struct.Struct(f"<{dims}Q") for dims in range(MAX_DIMS + 1))
MAX_TWINS = 32  # keys of one dict that may share a hash: a grid of 5-tuples has 2**5, as hash(-1) == hash(-2)

# What a value costs of Limits.items, in proportion to the time that decoding it takes.
CONTAINER_COST = 3
SCALAR_COST = 6
ARRAY_COST = 16
EXTENDED_COST = 32  # on top, for a scalar or an array of long doubles, which are looked at one by one
SURROGATE_COST = 4  # for each byte that may start a lone surrogate, which is decoded by a slow call
TUPLE_KEY_COST = 3  # for each value in a tuple that is a key, on top: keys that share a hash get compared

DTYPE_NAMES = ("b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "f16", "c8", "c16", "c32")
BIG_ENDIAN = 0x80  # added to a name's index
_EXTENDED = ("f16", "c32")

UNCHANGEABLE = (type(None), bool, int, float, complex, str, bytes)
"""Types of values that whoever gets one can't change."""
TITLES = {ord("a"): "ndarray", ord("e"): "tensor", ord("v"): "variable"}


class WireError(Exception):
    """A message that breaks the format or a bound.

    Attributes:
        path: where in the value, such as "[1]['x']"; "" for the value itself or where nobody can say.
    """

    def __init__(self, message: str, path: str = "") -> None:
        super().__init__(message)
        self.path = path

    def __str__(self) -> str:
        path = self.path if len(self.path) <= 120 else f"{self.path[:60]}...{self.path[-60:]}"
        return f"{path}: {self.args[0]}" if path else str(self.args[0])


class UnsupportedValue(WireError):
    """A value that does not travel, such as a set or an array of objects."""


class TooLarge(WireError):
    """A value over the limits given to `encode`."""


class Limits:
    """What one message may hold; not to be changed once made.

    Args:
        header_bytes: bytes of the header.
        body_bytes: bytes of all arrays together. Holds for the shape of an empty array too, each zero counted as one.
        items: values, at any depth. A container counts as 3 besides its items, a NumPy scalar as 6 and an array
            as 16, so that the worst header costs its reader about a second.
        depth: containers within one another.
        integer_bytes: bytes of an int.
        keys: keys other than str and bytes, in dicts that have more than 32 of them. Their hashes can be chosen so
            that a dict takes quadratic time, so this number is small.
    """

    __slots__ = ("body_bytes", "depth", "header_bytes", "integer_bytes", "items", "keys")

    def __init__(
        self,
        *,
        header_bytes: int = 8 << 20,
        body_bytes: int = 256 << 20,
        items: int = 2_000_000,
        depth: int = 64,
        integer_bytes: int = 1 << 20,
        keys: int = 20_000,
    ) -> None:
        self.header_bytes = header_bytes
        self.body_bytes = body_bytes
        self.items = items
        self.depth = min(depth, 200)  # both directions recurse, far below Python's limit
        self.integer_bytes = integer_bytes
        self.keys = keys


DEFAULT = Limits()
ANSWER = Limits(items=250_000, keys=5_000)
"""For what comes from a candidate: reading the worst of it takes a fraction of a second."""


class Foreign:
    """A value of another library, as an array.

    Attributes:
        kind: "tensor" or "variable", of TensorFlow.
        array: its value.
    """

    __slots__ = ("array", "kind")
    __hash__ = None  # type: ignore[assignment]  # no key of a dict, as no array is one

    def __init__(self, kind: str, array: NDArray[Any]) -> None:
        self.kind = kind
        self.array = array

    def __repr__(self) -> str:
        return f"Foreign({self.kind!r}, {self.array!r})"


def number_dtypes() -> dict[str, int]:
    """Map `dtype.str` to the byte that stands for it."""
    codes = {}
    for index, name in enumerate(DTYPE_NAMES):
        if name.endswith(("b1", "i1", "u1")):
            codes[f"|{name}"] = index
        else:
            codes[f"<{name}"] = index
            codes[f">{name}"] = index | BIG_ENDIAN
    return codes


CODES = number_dtypes()
STRINGS = {code: string for string, code in CODES.items()}
EXTENDED_CODES = frozenset(code for string, code in CODES.items() if string[1:] in _EXTENDED)


def measure(shape: Sequence[int], itemsize: int) -> tuple[int, int]:
    """Return an array's bytes, and its bytes if each dimension of 0 were 1; exact, however large."""
    span = itemsize
    for size in shape:
        span *= size or 1
    return (0 if 0 in shape else span), span


def split_extended(flat: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]] | None:
    """Return the significands and the rest (sign, exponent and padding) of x86's 80-bit numbers as writable views.

    None where this machine's long double has no padding.
    """
    import numpy as np

    if np.finfo(np.longdouble).nmant != 63:
        return None
    big = flat.dtype.str[0] == ">"
    words = flat.view(np.uint8).view(">u8" if big else "<u8").reshape(-1, 2)
    return (words[:, 1], words[:, 0]) if big else (words[:, 0], words[:, 1])


def describe_array(title: str, dtype_name: str, shape: tuple[int, ...]) -> str:
    """Return an array in words, such as "an array of float64, shape (2, 3)"."""
    return f"{title} of {dtype_name}, shape {shape}"
