"""Bytes to values: the reading side of the wire, which believes nothing. The format is told in `wire`."""

from __future__ import annotations

import struct

from judge.sandbox.wire_format import (
    ARRAY_COST,
    COMPLEX,
    CONTAINER_COST,
    COUNT,
    DEFAULT,
    EXTENDED_CODES,
    EXTENDED_COST,
    FLOAT,
    INT,
    LENGTH,
    MAX_DIMS,
    MAX_TWINS,
    SCALAR_COST,
    STRINGS,
    SURROGATE_COST,
    TITLES,
    TUPLE_KEY_COST,
    Foreign,
    Limits,
    WireError,
    describe_array,
    measure,
    split_extended,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn

    import numpy as np
    from numpy.typing import NDArray


class Layout:
    """A header that was checked from end to end. Only the body's bytes are missing."""

    __slots__ = ("_root", "_used", "body_bytes")

    def __init__(self, root: object, body_bytes: int) -> None:
        self._root = root
        self._used = False
        self.body_bytes = body_bytes

    def decode(self, body: bytes | bytearray | memoryview) -> object:
        """Return the value. Its arrays are writable and share no memory with the body. Can be called once.

        Raises:
            WireError: the body is not of `body_bytes` bytes, or has a long double that no arithmetic makes.
            ValueError: called before.
        """
        if self._used:
            raise ValueError("a layout decodes one body")
        view = memoryview(body).cast("B")
        if view.nbytes != self.body_bytes:
            raise WireError(f"a body of {view.nbytes:,} bytes, where the header says {self.body_bytes:,}")
        self._used = True
        return _fill(self._root, view)

    def describe(self) -> str:
        """Return the value's type and size, such as "ndarray of float32, shape (3, 4)" or "tuple of 2 items"."""
        root: Any = self._root
        if type(root) is _Array:
            return root.describe()
        if type(root) is _Container:
            root = tuple(root.items) if root.is_tuple else root.items
        kind = type(root)
        if root is None:
            return "None"
        if kind in (list, tuple, dict):
            return f"{kind.__name__} of {len(root)} item{'' if len(root) == 1 else 's'}"
        if kind in (str, bytes):
            return f"{kind.__name__} of length {len(root)}"
        return kind.__name__ if kind.__module__ == "builtins" else f"NumPy scalar of {root.dtype.name}"


def decode_header(header: bytes | bytearray | memoryview, limits: Limits = DEFAULT) -> Layout:
    """Check a header and return what it describes. Arrays are only noted, and nothing is allocated at its word.

    Raises:
        WireError: it is malformed, incomplete, followed by more bytes, or over the limits.
    """
    size = memoryview(header).nbytes
    if size > limits.header_bytes:
        raise WireError(f"a header of {size:,} bytes, where {limits.header_bytes:,} may be used")
    reader = _Reader(bytes(header), limits)
    root = reader.read(0)
    if reader.at != size:
        raise WireError(f"{size - reader.at:,} bytes follow the value")
    return Layout(root, reader.body)


def decode(
    header: bytes | bytearray | memoryview, body: bytes | bytearray | memoryview, limits: Limits = DEFAULT
) -> object:
    """Return the value of a header and a body. Raises WireError."""
    return decode_header(header, limits).decode(body)


def loads(message: bytes | bytearray | memoryview, limits: Limits = DEFAULT) -> object:
    """Return the value of a message made by `dumps`. Raises WireError."""
    view = memoryview(message).cast("B")
    if view.nbytes < LENGTH.size:
        raise WireError("a message of less than 4 bytes")
    end = LENGTH.size + LENGTH.unpack_from(view)[0]
    if end > view.nbytes:
        raise WireError("the message ends within its header")
    return decode(view[LENGTH.size : end], view[end:], limits)


class _Array:
    """An array whose bytes are still to come."""

    __slots__ = ("code", "dtype", "fortran", "offset", "shape", "size", "tag")
    __hash__ = None  # type: ignore[assignment]  # no key of a dict

    def __init__(self, tag: bytes, code: int, shape: tuple[int, ...], fortran: bool, offset: int, size: int) -> None:
        self.tag = tag
        self.code = code
        self.dtype = _dtype_of(code)
        self.shape = shape
        self.fortran = fortran
        self.offset = offset
        self.size = size

    def describe(self) -> str:
        return describe_array(TITLES[self.tag], self.dtype.name, self.shape)

    def build(self, body: memoryview) -> object:
        """Copy the array's bytes into an array of its own."""
        import numpy

        order: Any = "F" if self.fortran else "C"
        array: NDArray[Any]
        if not self.size:
            array = numpy.empty(self.shape, self.dtype, order)
        elif self.dtype.num == 0:  # bool: a byte of 2 would be true and yet differ from True
            raw = numpy.frombuffer(body, numpy.uint8, self.size, self.offset)
            array = numpy.asarray(raw.reshape(self.shape, order=order) != 0)
        else:
            flat = numpy.frombuffer(body, self.dtype, self.size // self.dtype.itemsize, self.offset)
            array = flat.reshape(self.shape, order=order).copy(order)
            if self.code in EXTENDED_CODES:
                _check_extended((array.T if self.fortran else array).reshape(-1))
        return array if self.tag == b"a" else Foreign(TITLES[self.tag], array)


class _Container:
    """A container with arrays somewhere in it."""

    __slots__ = ("is_tuple", "items")
    __hash__ = None  # type: ignore[assignment]  # no key of a dict

    def __init__(self, items: list[object] | dict[object, object], is_tuple: bool = False) -> None:
        self.items = items
        self.is_tuple = is_tuple


def _fill(node: object, body: memoryview) -> object:
    """Return a node with every array in place; recurses as deep as the header goes, which has been checked."""
    if type(node) is _Array:
        return node.build(body)
    if type(node) is not _Container:
        return node
    items: Any = node.items
    for place, child in items.items() if type(items) is dict else enumerate(items):
        if type(child) is _Array or type(child) is _Container:
            items[place] = _fill(child, body)
    return tuple(items) if node.is_tuple else items


class _Reader:
    """A place in a header, and what is left of the limits."""

    __slots__ = ("arrays", "at", "body", "data", "items", "keys", "limits")

    def __init__(self, data: bytes, limits: Limits) -> None:
        self.data = data
        self.at = 0
        self.limits = limits
        self.items = limits.items
        self.keys = limits.keys
        self.arrays = 0
        self.body = 0

    def read(self, depth: int) -> object:
        self.items -= 1
        if self.items < 0:
            self.fail_items()
        at = self.at
        if at >= len(self.data):
            raise WireError("the header ends within a value")
        self.at = at + 1
        reader = _READERS.get(self.data[at])
        if reader is None:
            raise WireError(f"no value has the tag {self.data[at]}")
        return reader(self, depth)

    def fail_items(self) -> NoReturn:
        raise WireError(f"more than {self.limits.items:,} values")

    def charge(self, cost: int) -> None:
        self.items -= cost
        if self.items < 0:
            self.fail_items()

    def take(self, size: int) -> int:
        """Move past `size` bytes, and return where they start."""
        start = self.at
        if size > len(self.data) - start:
            raise WireError("the header ends within a value")
        self.at = start + size
        return start

    def take_counted(self) -> bytes:
        size: int = COUNT.unpack_from(self.data, self.take(8))[0]
        start = self.take(size)
        return self.data[start : start + size]

    def enter(self, depth: int, width: int) -> int:
        """Return the number of a container's children, each of which takes `width` bytes or more."""
        if depth >= self.limits.depth:
            raise WireError(f"nested more than {self.limits.depth} deep")
        self.charge(CONTAINER_COST - 1)
        count: int = COUNT.unpack_from(self.data, self.take(8))[0]
        if count * width > len(self.data) - self.at:
            raise WireError("a container says that it has more items than the header has bytes")
        return count

    def read_none(self, depth: int) -> None:
        return None

    def read_true(self, depth: int) -> bool:
        return True

    def read_false(self, depth: int) -> bool:
        return False

    def read_int(self, depth: int) -> object:
        return INT.unpack_from(self.data, self.take(8))[0]

    def read_long(self, depth: int) -> int:
        digits = self.take_counted()
        if len(digits) > self.limits.integer_bytes:
            raise WireError(f"an int of {len(digits):,} bytes, where {self.limits.integer_bytes:,} may be used")
        return int.from_bytes(digits, "little", signed=True)

    def read_float(self, depth: int) -> object:
        return FLOAT.unpack_from(self.data, self.take(8))[0]

    def read_complex(self, depth: int) -> complex:
        return complex(*COMPLEX.unpack_from(self.data, self.take(16)))

    def read_str(self, depth: int) -> str:
        encoded = self.take_counted()
        self.charge(SURROGATE_COST * encoded.count(b"\xed"))
        try:
            return encoded.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            raise WireError("a str that is not UTF-8") from None

    def read_bytes(self, depth: int) -> bytes:
        return self.take_counted()

    def read_list(self, depth: int) -> object:
        count = self.enter(depth, 1)
        arrays = self.arrays
        items = [self.read(depth + 1) for _ in range(count)]
        return items if self.arrays == arrays else _Container(items)

    def read_tuple(self, depth: int) -> object:
        count = self.enter(depth, 1)
        arrays = self.arrays
        items = [self.read(depth + 1) for _ in range(count)]
        return tuple(items) if self.arrays == arrays else _Container(items, is_tuple=True)

    def read_dict(self, depth: int) -> object:
        count = self.enter(depth, 2)
        arrays = self.arrays
        keys, values = [], []
        for _ in range(count):
            left = self.items
            key = self.read(depth + 1)
            if type(key) is tuple:
                self.charge(TUPLE_KEY_COST * (left - self.items))
            keys.append(key)
            values.append(self.read(depth + 1))
        try:
            self.check_keys(keys)
            result = dict(zip(keys, values, strict=True))
        except WireError:
            raise
        except Exception as error:  # a list has no hash; and a NumPy scalar can refuse to be compared with a tuple
            raise WireError("keys that no dict can have") from error
        if len(result) != count:
            raise WireError("a dict with the same key twice")
        return result if self.arrays == arrays else _Container(result)

    def check_keys(self, keys: list[object]) -> None:
        """Refuse keys whose hashes were chosen to make the dict slow; those of str and bytes cannot be chosen."""
        hashes = [hash(key) for key in keys if type(key) is not str and type(key) is not bytes]
        if len(hashes) <= MAX_TWINS:
            return
        self.keys -= len(hashes)
        if self.keys < 0:
            raise WireError(f"more than {self.limits.keys:,} keys that are neither str nor bytes")
        hashes.sort()
        if any(first == last for first, last in zip(hashes, hashes[MAX_TWINS:], strict=False)):
            raise WireError(f"a dict with more than {MAX_TWINS} keys of the same hash")

    def read_code(self) -> int:
        """Return the number of a dtype that this machine has."""
        code = self.data[self.take(1)]
        _dtype_of(code)
        return code

    def read_scalar(self, depth: int) -> object:
        import numpy

        self.charge(SCALAR_COST - 1)
        code = self.read_code()
        dtype = _dtype_of(code)
        start = self.take(dtype.itemsize)
        if dtype.num == 0:
            return numpy.bool_(self.data[start] != 0)
        array: NDArray[Any] = numpy.frombuffer(self.data, dtype, 1, start)
        if code in EXTENDED_CODES:
            self.charge(EXTENDED_COST)
            array = array.copy()
            _check_extended(array)
        return array[0]

    def read_array(self, depth: int) -> _Array:
        tag = self.data[self.at - 1 : self.at]
        code = self.read_code()
        self.charge(ARRAY_COST - 1 + EXTENDED_COST * (code in EXTENDED_CODES))
        start = self.take(2)
        order, dims = self.data[start], self.data[start + 1]
        if order not in b"CF" or dims > MAX_DIMS:
            raise WireError(f"an array of order {order} and {dims} dimensions")
        shape: tuple[int, ...] = struct.unpack_from(f"<{dims}Q", self.data, self.take(8 * dims))
        size, span = measure(shape, _dtype_of(code).itemsize)
        if max(span, self.body + size) > self.limits.body_bytes:
            described = describe_array(TITLES[tag], _dtype_of(code).name, shape)
            raise WireError(f"{described}, is over the {self.limits.body_bytes:,} bytes that arrays may take")
        array = _Array(tag, code, shape, order == 70, self.body, size)
        self.arrays += 1
        self.body += size
        return array


def _dtype_of(code: int) -> np.dtype[Any]:
    """Return the dtype that a number stands for. Raises WireError."""
    dtype = _dtypes.get(code)
    if dtype is None:
        import numpy

        string = STRINGS.get(code)
        if string is None:
            raise WireError(f"no dtype has the number {code}")
        try:
            dtype = _dtypes[code] = numpy.dtype(string)
        except TypeError:
            raise WireError(f"this machine has no dtype {string}") from None
    return dtype


_dtypes: dict[int, np.dtype[Any]] = {}


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


_READERS: dict[int, Callable[[_Reader, int], object]] = {
    ord("N"): _Reader.read_none,
    ord("T"): _Reader.read_true,
    ord("F"): _Reader.read_false,
    ord("i"): _Reader.read_int,
    ord("I"): _Reader.read_long,
    ord("f"): _Reader.read_float,
    ord("c"): _Reader.read_complex,
    ord("s"): _Reader.read_str,
    ord("b"): _Reader.read_bytes,
    ord("l"): _Reader.read_list,
    ord("t"): _Reader.read_tuple,
    ord("d"): _Reader.read_dict,
    ord("g"): _Reader.read_scalar,
    ord("a"): _Reader.read_array,
    ord("e"): _Reader.read_array,
    ord("v"): _Reader.read_array,
}
