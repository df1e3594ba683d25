"""Values to bytes: the writing side of the wire. The format is told in `wire`."""

from __future__ import annotations

import sys

from judge.sandbox.wire_arrays import clear_padding, code_dtype, native_codes, take_base, view_bytes
from judge.sandbox.wire_format import (
    ANSWER,
    ARRAY_COST,
    CONTAINER_COST,
    DEFAULT,
    EXTENDED_CODES,
    EXTENDED_COST,
    LENGTH,
    MAX_TWINS,
    SCALAR_COST,
    SHAPES,
    SURROGATE_COST,
    TAG_COMPLEX,
    TAG_COUNT,
    TAG_FLOAT,
    TAG_INT,
    TITLES,
    TUPLE_KEY_COST,
    Foreign,
    Limits,
    TooLarge,
    UnsupportedValue,
    WireError,
    describe_array,
    measure,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    import numpy as np
    from numpy.typing import NDArray


_COPIED_BYTES = 1 << 13
"""An array up to this size is copied, which takes a fraction of the time that making a view does."""


def encode(value: object, limits: Limits = DEFAULT) -> tuple[bytes, list[memoryview | bytes]]:
    """Return a value's header and the chunks of its body, which are views of large arrays that are contiguous.

    Types are told by `type(value)`, and subclasses are read with the methods of their base class, so that a value is
    what its data says and not what its methods claim. NamedTuples arrive as tuples, subclasses as their base class,
    bytearray and memoryview as bytes, np.str_ and np.bytes_ as str and bytes.

    Raises:
        UnsupportedValue: the value, or one within it, does not travel.
        TooLarge: it is over the limits. Sizes are checked before anything is copied.
    """
    if limits is ANSWER and _WRITERS.get(type(value)) is _Writer.write_array:  # as most answers are: at once, if small
        array: Any = value
        code = native_codes.get(array.dtype.num) if array.dtype.isnative else None
        if code is not None and code not in EXTENDED_CODES and 0 < array.nbytes <= _COPIED_BYTES:
            return _head_of_array(_ARRAY, code, array), [array.tobytes("A")]
    writer = _Writer(limits)
    writer.write(value, 0)
    writer.check_header(0)
    return bytes(writer.out), writer.chunks


def dumps(value: object, limits: Limits = DEFAULT) -> bytes:
    """Return a value as one message: the header's length (4 bytes), the header, the body. Raises as `encode` does."""
    header, chunks = encode(value, limits)
    return b"".join((LENGTH.pack(len(header)), header, *chunks))


class _Writer:
    """A header and body in the making."""

    __slots__ = ("body", "chunks", "in_key", "items", "keys", "limits", "out")

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.out = bytearray()
        self.chunks: list[memoryview | bytes] = []
        self.body = 0
        self.items = limits.items
        self.keys = limits.keys
        self.in_key = False

    def write(self, value: object, depth: int) -> None:
        self.items -= 1
        if self.items < 0 or len(self.out) > self.limits.header_bytes:
            self.charge(0)
        writer = _WRITERS.get(type(value), _Writer.write_other)
        writer(self, value, depth)

    def charge(self, cost: int) -> None:
        self.items -= cost
        if self.items < 0 or len(self.out) > self.limits.header_bytes:
            self.check_header(0)
            raise TooLarge(f"more than {self.limits.items:,} values")

    def check_header(self, more: int) -> None:
        if len(self.out) + more > self.limits.header_bytes:
            raise TooLarge(f"more than {self.limits.header_bytes:,} bytes besides arrays")

    def write_none(self, value: None, depth: int) -> None:
        self.out += b"N"

    def write_bool(self, value: bool, depth: int) -> None:
        self.out += b"T" if value else b"F"

    def write_int(self, value: int, depth: int) -> None:
        if -(1 << 63) <= value < 1 << 63:
            self.out += TAG_INT.pack(b"i", value)
            return
        size = value.bit_length() // 8 + 1
        if size > self.limits.integer_bytes:
            raise TooLarge(f"an int of {size:,} bytes, where {self.limits.integer_bytes:,} may be used")
        self.write_bytes(value.to_bytes(size, "little", signed=True), depth, b"I")

    def write_float(self, value: float, depth: int) -> None:
        self.out += TAG_FLOAT.pack(b"f", value)

    def write_complex(self, value: complex, depth: int) -> None:
        self.out += TAG_COMPLEX.pack(b"c", value.real, value.imag)

    def write_str(self, value: str, depth: int) -> None:
        self.check_header(len(value))
        encoded = value.encode("utf-8", "surrogatepass")
        self.charge(SURROGATE_COST * encoded.count(b"\xed"))
        self.write_bytes(encoded, depth, b"s")

    def write_bytes(self, value: bytes, depth: int, tag: bytes = b"b") -> None:
        self.check_header(len(value))
        self.out += TAG_COUNT.pack(tag, len(value))
        self.out += value

    def write_buffer(self, value: bytearray | memoryview, depth: int) -> None:
        try:
            view = memoryview(value)
        except ValueError:
            raise UnsupportedValue("a released memoryview does not travel") from None
        self.check_header(view.nbytes)
        self.write_bytes(view.tobytes(), depth)

    def write_list(self, value: list[object], depth: int) -> None:
        if self.in_key:
            raise UnsupportedValue("a list within a dict's key does not travel")
        self.enter(list.__len__(value), depth)
        self.write_items(b"l", tuple(list.__iter__(value)), depth)

    def write_tuple(self, value: tuple[object, ...], depth: int) -> None:
        self.enter(tuple.__len__(value), depth)
        self.write_items(b"t", tuple(tuple.__iter__(value)), depth)

    def enter(self, count: int, depth: int) -> None:
        if depth >= self.limits.depth:
            raise TooLarge(f"nested more than {self.limits.depth} deep")
        self.charge(CONTAINER_COST - 1)
        if count > self.items:
            raise TooLarge(f"more than {self.limits.items:,} values")

    def write_items(self, tag: bytes, items: tuple[object, ...], depth: int) -> None:
        self.out += TAG_COUNT.pack(tag, len(items))
        index = 0
        try:
            for index, item in enumerate(items):  # noqa: B007
                self.write(item, depth + 1)
        except WireError as error:
            error.path = f"[{index}]{error.path}"
            raise

    def write_dict(self, value: dict[object, object], depth: int) -> None:
        if self.in_key:
            raise UnsupportedValue("a dict within a dict's key does not travel")
        self.enter(2 * dict.__len__(value), depth)
        pairs = _list_pairs(value)
        loose = sum(not issubclass(type(key), (str, bytes)) for key, _ in pairs)
        if loose > MAX_TWINS:
            self.keys -= loose
            if self.keys < 0:
                raise TooLarge(f"more than {self.limits.keys:,} keys that are neither str nor bytes")
        self.out += TAG_COUNT.pack(b"d", len(pairs))
        key: object = None
        try:
            for key, item in pairs:
                self.write_key(key, depth + 1)
                self.write(item, depth + 1)
        except WireError as error:
            error.path = f"[{_show_key(key)}]{error.path}"
            raise

    def write_key(self, key: object, depth: int) -> None:
        within, left = self.in_key, self.items
        self.in_key = True
        self.write(key, depth)
        self.in_key = within
        if issubclass(type(key), tuple):
            self.charge(TUPLE_KEY_COST * (left - self.items))

    def write_other(self, value: Any, depth: int) -> None:
        """Write a value that is of none of the types in _WRITERS: NumPy's, a subclass, TensorFlow's."""
        kind = type(value)
        numpy: Any = sys.modules.get("numpy")
        if numpy is not None:
            if issubclass(kind, numpy.ndarray):
                _WRITERS.setdefault(numpy.ndarray, _Writer.write_array)  # the next one is found at once
                self.write_array(take_base(value), depth)
                return
            if issubclass(kind, numpy.generic) and not issubclass(kind, (str, bytes)):
                self.write_scalar(value)
                return
        for base, to_base in _BASES:
            if issubclass(kind, base):
                _WRITERS[base](self, to_base(value) if to_base else value, depth)
                return
        if kind is Foreign:
            self.write_array(take_base(value.array), depth, _VARIABLE if value.kind == "variable" else _TENSOR)
            return
        tensorflow: Any = sys.modules.get("tensorflow")
        if tensorflow is not None:
            if issubclass(kind, tensorflow.Variable):
                self.write_foreign(value, depth, "variable")
                return
            if issubclass(kind, tensorflow.Tensor):
                self.write_foreign(value, depth, "tensor")
                return
        raise UnsupportedValue(f"{_name_type(kind)} does not travel")

    def write_scalar(self, value: Any) -> None:
        import numpy

        generic: Any = numpy.generic
        dtype = generic.dtype.__get__(value)
        code = code_dtype(dtype)
        if code is None:
            raise UnsupportedValue(f"a NumPy scalar of {str(dtype)[:60]} does not travel")
        self.charge(SCALAR_COST - 1)
        data = generic.tobytes(value)
        if code in EXTENDED_CODES:
            self.charge(EXTENDED_COST)
            data = clear_padding(numpy.frombuffer(data, dtype)).tobytes()
        self.out += bytes((103, code))  # b"g"
        self.out += data

    def write_foreign(self, value: Any, depth: int, title: str) -> None:
        """Write a tensor or variable, checking its size before it is copied out of TensorFlow's memory."""
        import numpy

        unread = f"a {title} without a value (symbolic, or not initialised) does not travel"
        try:
            tensor: Any = type(value).read_value(value) if title == "variable" else value
        except Exception as error:
            raise UnsupportedValue(unread) from error
        kind: Any = type(tensor)
        if not hasattr(kind, "numpy"):
            raise UnsupportedValue(unread)
        try:
            dtype = numpy.dtype(tensor.dtype.as_numpy_dtype)
        except (KeyError, TypeError):
            dtype = numpy.dtype(object)
        if code_dtype(dtype) is None:
            raise UnsupportedValue(f"a {title} of {tensor.dtype.name} does not travel")
        self.check_size(title, dtype, tuple(tensor.shape))
        self.write_array(numpy.asarray(kind.numpy(tensor)), depth, _VARIABLE if title == "variable" else _TENSOR)

    def check_size(self, title: str, dtype: np.dtype[Any], shape: tuple[int, ...]) -> int:
        """Return an array's bytes, if the limits leave room for them."""
        size = dtype.itemsize
        for length in shape:
            size *= length
        span = size or measure(shape, dtype.itemsize)[1]
        if span > self.limits.body_bytes or self.body + size > self.limits.body_bytes:
            raise TooLarge(
                f"{describe_array(title, dtype.name, shape)}, takes {span:,} bytes, "
                f"where all arrays together may take {self.limits.body_bytes:,}"
            )
        return size

    def write_array(self, array: NDArray[Any], depth: int, tag: int = ord("a")) -> None:
        """Write an array that is exactly an ndarray."""
        if self.in_key:
            raise UnsupportedValue("an array within a dict's key does not travel")
        dtype, shape = array.dtype, array.shape
        code = native_codes.get(dtype.num) if dtype.isnative else None
        if code is None:
            code = code_dtype(dtype)
        if code is None:
            raise UnsupportedValue(f"{_add_article(TITLES[tag])} of {str(dtype)[:60]} does not travel")
        size = self.check_size(TITLES[tag], dtype, shape)
        extended = code in EXTENDED_CODES
        self.charge(ARRAY_COST - 1 + EXTENDED_COST * extended)
        self.out += _head_of_array(tag, code, array)
        if size == 0:
            return
        self.body += size
        if size <= _COPIED_BYTES and not extended:
            self.chunks.append(array.tobytes("A"))
        else:
            self.chunks.append(view_bytes(array.T if array.flags.fnc else array, extended))


def _head_of_array(tag: int, code: int, array: NDArray[Any]) -> bytes:
    shape = array.shape
    order = 70 if array.flags.fnc else 67  # b"F" for Fortran's order where that is not C's as well, else b"C"
    return bytes((tag, code, order, len(shape))) + SHAPES[len(shape)].pack(*shape)


def _list_pairs(value: dict[object, object]) -> list[tuple[object, object]]:
    """Return a dict's pairs in its order, which an OrderedDict keeps apart from the dict that it is."""
    collections: Any = sys.modules.get("collections")
    if collections is not None and issubclass(type(value), collections.OrderedDict):
        keys: Iterable[object] = collections.OrderedDict.__iter__(value)
        return [(key, dict.__getitem__(value, key)) for key in keys]
    return list(dict.items(value))


def _name_type(kind: type) -> str:
    return _add_article(type.__dict__["__name__"].__get__(kind)[:60])


def _add_article(noun: str) -> str:
    return f"{'an' if noun[:1].lower() in tuple('aeiou') or noun == 'ndarray' else 'a'} {noun}"


def _show_key(key: object) -> str:
    """Return a short text for a key, without asking the key for one."""
    if type(key) is str:
        return ascii(key[:40])
    if type(key) is int and key.bit_length() < 64:
        return str(key)
    return f"<{_name_type(type(key))}>"


_ARRAY, _TENSOR, _VARIABLE = b"aev"
_WRITERS: dict[type, Callable[[_Writer, Any, int], None]] = {
    type(None): _Writer.write_none,
    bool: _Writer.write_bool,
    int: _Writer.write_int,
    float: _Writer.write_float,
    complex: _Writer.write_complex,
    str: _Writer.write_str,
    bytes: _Writer.write_bytes,
    bytearray: _Writer.write_buffer,
    memoryview: _Writer.write_buffer,
    list: _Writer.write_list,
    tuple: _Writer.write_tuple,
    dict: _Writer.write_dict,
}
_BASES: tuple[tuple[type, Callable[[Any], Any] | None], ...] = (
    (int, int.__index__),
    (float, float.__float__),
    (complex, complex.__complex__),
    (str, str.__str__),
    (bytes, bytes.__bytes__),
    (bytearray, None),
    (list, None),
    (tuple, None),
    (dict, None),
)
"""The types that can be subclassed, and how to get a plain one; None where the writer asks nothing of subclasses."""
