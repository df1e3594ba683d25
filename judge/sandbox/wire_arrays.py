"""Bytes to arrays and NumPy scalars, and back, for both sides of the wire. The format is told in `wire`."""

from __future__ import annotations

import sys

from judge.sandbox.wire_format import (
    ARRAY_COST,
    CODES,
    EXTENDED_CODES,
    EXTENDED_COST,
    STRINGS,
    UnsupportedValue,
    WireError,
    split_extended,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import numpy as np
    from numpy.typing import NDArray


class Kind:
    """A dtype that this machine has, and how values of it are made of bytes.

    Attributes:
        dtype: with its byte order.
        itemsize: bytes of one number.
        cost: what an array costs of Limits.items.
        is_plain: every bit pattern is a number, so that the bytes need only be copied.
        ndarray: NumPy's type, for whom an import statement would take as long as half an array.
    """

    __slots__ = ("_is_bool", "_is_extended", "cost", "dtype", "is_plain", "itemsize", "ndarray")

    def __init__(self, code: int) -> None:
        import numpy

        string = STRINGS.get(code)
        if string is None:
            raise WireError(f"no dtype has the number {code}")
        try:
            self.dtype: np.dtype[Any] = numpy.dtype(string)
        except TypeError:
            raise WireError(f"this machine has no dtype {string}") from None
        self.ndarray: Any = numpy.ndarray
        self._is_bool = self.dtype.num == 0
        self._is_extended = code in EXTENDED_CODES
        self.is_plain = not (self._is_bool or self._is_extended)
        self.itemsize = self.dtype.itemsize
        self.cost = ARRAY_COST + EXTENDED_COST * self._is_extended

    def make_array(self, shape: tuple[int, ...], order: str, body: bytes | memoryview, start: int) -> NDArray[Any]:
        """Copy an array out of a body, which was found to hold it. The array is writable and owns its memory.

        Raises:
            WireError: there is a long double that no arithmetic makes.
        """
        if 0 in shape:
            return self.ndarray(shape, self.dtype, None, 0, None, order)  # type: ignore[no-any-return]
        if self._is_bool:  # a byte of 2 would be true and yet differ from True
            import numpy

            return numpy.asarray(self.ndarray(shape, numpy.uint8, body, start, None, order) != 0)
        array: NDArray[Any] = self.ndarray(shape, self.dtype, body, start, None, order).copy(order)
        if self._is_extended:
            _check_extended((array.T if order == "F" else array).reshape(-1))
        return array

    def make_scalar(self, data: bytes, start: int) -> object:
        """Return the NumPy scalar whose bytes start there, which has been found to be in the data. Raises WireError."""
        return self.make_array((1,), "C", data, start)[0]


def find_kind(code: int) -> Kind:
    """Return the kind that a byte stands for. Raises WireError."""
    kind = kinds.get(code)
    if kind is None:
        kind = kinds[code] = Kind(code)
    return kind


kinds: dict[int, Kind] = {}
"""Those that were used before, by the byte that stands for them."""


def _check_extended(flat: NDArray[Any]) -> None:
    """Refuse bit patterns that are no number to an x86 processor, and clear the padding of the others in place.

    The C library's printf has overrun its buffer on such patterns (CVE-2020-29573), and no honest answer has them.
    """
    parts = split_extended(flat)
    if parts is None:
        return
    significand, rest = parts
    rest &= 0xFFFF
    if bool(((rest & 0x7FFF != 0) & (significand >> 63 == 0)).any()):
        raise WireError("a long double that is no number")


def view_bytes(array: NDArray[Any], extended: bool) -> memoryview:
    """Return the bytes of an array in C order, as a view if that is its own order and needs no change."""
    import numpy

    flat = numpy.ascontiguousarray(array).reshape(-1)
    if extended:
        flat = clear_padding(flat)
    return flat.view(numpy.uint8).data


def code_dtype(dtype: np.dtype[Any]) -> int | None:
    """Return the byte that stands for a dtype, None if it does not travel."""
    # Types that others register (bfloat16, float8) have numbers of 256 and more, even if their name looks like NumPy's.
    if dtype.num >= 256:
        return None
    code = CODES.get(dtype.str)
    if code is not None and dtype.isnative:
        native_codes[dtype.num] = code
    return code


native_codes: dict[int, int] = {}
"""What `code_dtype` has found, by NumPy's number for the dtype: having its name made takes as long as a copy."""


def take_base(value: Any) -> NDArray[Any]:
    """Return the data of an ndarray or of a subclass as an ndarray; `np.asarray` asks none of its methods."""
    import numpy

    kind = type(value)
    if kind is numpy.ndarray:
        return value  # type: ignore[no-any-return]
    masked: Any = sys.modules.get("numpy.ma")
    if masked is not None and issubclass(kind, masked.MaskedArray):
        raise UnsupportedValue("a masked array cannot be compared; return a plain array, such as its .filled(0)")
    return numpy.asarray(value)


def clear_padding(flat: NDArray[Any]) -> NDArray[Any]:
    """Return a copy of long doubles whose padding, which is whatever memory held before, is zero."""
    flat = flat.copy()
    parts = split_extended(flat)
    if parts is not None:
        parts[1][...] &= 0xFFFF
    return flat
