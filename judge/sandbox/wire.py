"""Values as bounded bytes: what the judge and a candidate's process send each other.

A message is a header and a body. The header is a tree of values in pre-order, each a tag byte and what the table says;
the body is the raw bytes of the header's arrays, one after another. Every n and every dimension is an unsigned 64-bit
number, and every number is little-endian (array data keeps the byte order of its dtype).

    N T F      nothing                None, True, False
    i          8 bytes                an int that fits into them
    I          n, n bytes             any other int, two's complement
    f c        8 or 16 bytes          float and complex, bit for bit
    s b        n, n bytes             str (UTF-8, lone surrogates too) and bytes
    l t        n, n values            list and tuple
    d          n, n keys and values   dict, in its order
    g          dtype, its bytes       NumPy scalar
    a e v      dtype, C or F, number of dimensions (1 byte), dimensions: array, TensorFlow tensor, TensorFlow variable

Both sides distrust what they read: a length is compared with the bytes that are there, and an array's size with the
limits, before anything of that size is allocated. Nothing in a message can name a type to import or code to run.

NumPy and TensorFlow are not imported here for what cannot be theirs: only who has imported them can hold their values.
"""

from __future__ import annotations

import struct
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any, NoReturn

    import numpy as np
    from numpy.typing import NDArray

_COUNT = struct.Struct("<Q")
_TAG_COUNT = struct.Struct("<cQ")
_TAG_INT = struct.Struct("<cq")
_TAG_FLOAT = struct.Struct("<cd")
_TAG_COMPLEX = struct.Struct("<cdd")
_INT = struct.Struct("<q")
_FLOAT = struct.Struct("<d")
_COMPLEX = struct.Struct("<dd")
_LENGTH = struct.Struct("<I")

_MAX_DIMS = 64  # NumPy's own limit
_MAX_TWINS = 32  # keys of one dict that may share a hash: a grid of 5-tuples has 2**5, as hash(-1) == hash(-2)

# What a value costs of Limits.items, in proportion to the time that decoding it takes.
_CONTAINER_COST = 3
_SCALAR_COST = 6
_ARRAY_COST = 16
_EXTENDED_COST = 32  # on top, for a scalar or an array of long doubles, which are looked at one by one
_SURROGATE_COST = 4  # for each byte that may start a lone surrogate, which is decoded by a slow call
_TUPLE_KEY_COST = 3  # for each value in a tuple that is a key, on top: keys that share a hash get compared

_DTYPE_NAMES = ("b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "f16", "c8", "c16", "c32")
_BIG_ENDIAN = 0x80  # added to a name's index
_EXTENDED = ("f16", "c32")

_TITLES = {b"a": "ndarray", b"e": "tensor", b"v": "variable"}


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


class Foreign:
    """A value of another library, as an array.

    Attributes:
        kind: "tensor" or "variable", of TensorFlow.
        array: its value.
    """

    __slots__ = ("array", "kind")

    def __init__(self, kind: str, array: NDArray[Any]) -> None:
        self.kind = kind
        self.array = array

    def __repr__(self) -> str:
        return f"Foreign({self.kind!r}, {self.array!r})"


# --- both ways --------------------------------------------------------------------------------------------------------


def _number_dtypes() -> dict[str, int]:
    """Map `dtype.str` to the byte that stands for it."""
    codes = {}
    for index, name in enumerate(_DTYPE_NAMES):
        if name.endswith(("b1", "i1", "u1")):
            codes[f"|{name}"] = index
        else:
            codes[f"<{name}"] = index
            codes[f">{name}"] = index | _BIG_ENDIAN
    return codes


_CODES = _number_dtypes()
_STRINGS = {code: string for string, code in _CODES.items()}


def _measure(shape: Sequence[int], itemsize: int) -> tuple[int, int]:
    """Return an array's bytes, and its bytes if each dimension of 0 were 1; exact, however large."""
    span = itemsize
    empty = False
    for size in shape:
        if size:
            span *= size
        else:
            empty = True
    return (0 if empty else span), span


def _split_extended(flat: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]] | None:
    """Return the significands and the rest (sign, exponent and padding) of x86's 80-bit numbers as writable views.

    None where this machine's long double has no padding.
    """
    import numpy as np

    if np.finfo(np.longdouble).nmant != 63:
        return None
    big = flat.dtype.str[0] == ">"
    words = flat.view(np.uint8).view(">u8" if big else "<u8").reshape(-1, 2)
    return (words[:, 1], words[:, 0]) if big else (words[:, 0], words[:, 1])


# --- values to bytes --------------------------------------------------------------------------------------------------


def encode(value: object, limits: Limits = DEFAULT) -> tuple[bytes, list[memoryview | bytes]]:
    """Return a value's header and the chunks of its body, which are views of the arrays wherever those are contiguous.

    Types are told by `type(value)`, and subclasses are read with the methods of their base class, so that a value is
    what its data says and not what its methods claim. NamedTuples arrive as tuples, subclasses as their base class,
    bytearray and memoryview as bytes, np.str_ and np.bytes_ as str and bytes.

    Raises:
        UnsupportedValue: the value, or one within it, does not travel.
        TooLarge: it is over the limits. Sizes are checked before anything is copied.
    """
    writer = _Writer(limits)
    writer.write(value, 0)
    writer.check_header(0)
    return bytes(writer.out), writer.chunks


def dumps(value: object, limits: Limits = DEFAULT) -> bytes:
    """Return a value as one message: the header's length (4 bytes), the header, the body. Raises as `encode` does."""
    header, chunks = encode(value, limits)
    return b"".join((_LENGTH.pack(len(header)), header, *chunks))


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
        self.charge(1)
        writer = _WRITERS.get(type(value))
        if writer is not None:
            writer(self, value, depth)
        else:
            self.write_other(value, depth)

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
            self.out += _TAG_INT.pack(b"i", value)
            return
        size = value.bit_length() // 8 + 1
        if size > self.limits.integer_bytes:
            raise TooLarge(f"an int of {size:,} bytes, where {self.limits.integer_bytes:,} may be used")
        self.write_bytes(value.to_bytes(size, "little", signed=True), depth, b"I")

    def write_float(self, value: float, depth: int) -> None:
        self.out += _TAG_FLOAT.pack(b"f", value)

    def write_complex(self, value: complex, depth: int) -> None:
        self.out += _TAG_COMPLEX.pack(b"c", value.real, value.imag)

    def write_str(self, value: str, depth: int) -> None:
        self.check_header(len(value))
        encoded = value.encode("utf-8", "surrogatepass")
        self.charge(_SURROGATE_COST * encoded.count(b"\xed"))
        self.write_bytes(encoded, depth, b"s")

    def write_bytes(self, value: bytes, depth: int, tag: bytes = b"b") -> None:
        self.check_header(len(value))
        self.out += _TAG_COUNT.pack(tag, len(value))
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
        self.charge(_CONTAINER_COST - 1)
        if count > self.items:
            raise TooLarge(f"more than {self.limits.items:,} values")

    def write_items(self, tag: bytes, items: tuple[object, ...], depth: int) -> None:
        self.out += _TAG_COUNT.pack(tag, len(items))
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
        if loose > _MAX_TWINS:
            self.keys -= loose
            if self.keys < 0:
                raise TooLarge(f"more than {self.limits.keys:,} keys that are neither str nor bytes")
        self.out += _TAG_COUNT.pack(b"d", len(pairs))
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
            self.charge(_TUPLE_KEY_COST * (left - self.items))

    def write_other(self, value: Any, depth: int) -> None:
        """Write a value that is of none of the types in _WRITERS: NumPy's, a subclass, TensorFlow's."""
        kind = type(value)
        numpy: Any = sys.modules.get("numpy")
        if numpy is not None:
            if issubclass(kind, numpy.ndarray):
                self.write_array(_take_base(value), b"a")
                return
            if issubclass(kind, numpy.generic) and not issubclass(kind, (str, bytes)):
                self.write_scalar(value)
                return
        for base, to_base in _BASES:
            if issubclass(kind, base):
                _WRITERS[base](self, to_base(value) if to_base else value, depth)
                return
        if kind is Foreign:
            self.write_array(_take_base(value.array), b"v" if value.kind == "variable" else b"e")
            return
        tensorflow: Any = sys.modules.get("tensorflow")
        if tensorflow is not None:
            if issubclass(kind, tensorflow.Variable):
                self.write_foreign(value, "variable")
                return
            if issubclass(kind, tensorflow.Tensor):
                self.write_foreign(value, "tensor")
                return
        raise UnsupportedValue(f"{_name_type(kind)} does not travel")

    def write_scalar(self, value: Any) -> None:
        import numpy

        generic: Any = numpy.generic
        dtype = generic.dtype.__get__(value)
        code = _code_dtype(dtype)
        if code is None:
            raise UnsupportedValue(f"a NumPy scalar of {str(dtype)[:60]} does not travel")
        self.charge(_SCALAR_COST - 1)
        data = generic.tobytes(value)
        if dtype.str[1:] in _EXTENDED:
            self.charge(_EXTENDED_COST)
            data = _clear_padding(numpy.frombuffer(data, dtype)).tobytes()
        self.out += bytes((103, code))  # b"g"
        self.out += data

    def write_foreign(self, value: Any, title: str) -> None:
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
        if _code_dtype(dtype) is None:
            raise UnsupportedValue(f"a {title} of {tensor.dtype.name} does not travel")
        self.check_size(title, dtype.name, tuple(tensor.shape), dtype.itemsize)
        self.write_array(numpy.asarray(kind.numpy(tensor)), b"v" if title == "variable" else b"e")

    def check_size(self, title: str, dtype_name: str, shape: tuple[int, ...], itemsize: int) -> int:
        """Return an array's bytes, if the limits leave room for them."""
        size, span = _measure(shape, itemsize)
        if max(span, self.body + size) > self.limits.body_bytes:
            raise TooLarge(
                f"{_describe_array(title, dtype_name, shape)}, takes {span:,} bytes, "
                f"where all arrays together may take {self.limits.body_bytes:,}"
            )
        return size

    def write_array(self, array: NDArray[Any], tag: bytes) -> None:
        """Write an array that is exactly an ndarray."""
        import numpy

        dtype, shape = array.dtype, array.shape
        title = _TITLES[tag]
        if self.in_key:
            raise UnsupportedValue("an array within a dict's key does not travel")
        code = _code_dtype(dtype)
        if code is None:
            raise UnsupportedValue(f"{_add_article(title)} of {str(dtype)[:60]} does not travel")
        size = self.check_size(title, dtype.name, shape, dtype.itemsize)
        extended = dtype.str[1:] in _EXTENDED
        self.charge(_ARRAY_COST - 1 + _EXTENDED_COST * extended)
        flags = array.flags
        fortran = flags.f_contiguous and not flags.c_contiguous
        self.out += tag + bytes((code, 70 if fortran else 67, len(shape)))  # b"F", b"C"
        self.out += struct.pack(f"<{len(shape)}Q", *shape)
        if size == 0:
            return
        if fortran:
            array = array.T
        elif not flags.c_contiguous:
            array = array.copy(order="C")
        flat = array.reshape(-1)
        if extended:
            flat = _clear_padding(flat)
        self.body += size
        self.chunks.append(flat.view(numpy.uint8).data)


def _code_dtype(dtype: np.dtype[Any]) -> int | None:
    """Return the byte that stands for a dtype, None if it does not travel."""
    # Types that others register (bfloat16, float8) have numbers of 256 and more, even if their name looks like NumPy's.
    return _CODES.get(dtype.str) if dtype.num < 256 else None


def _take_base(value: Any) -> NDArray[Any]:
    """Return the data of an ndarray or of a subclass as an ndarray; `np.asarray` asks none of its methods."""
    import numpy

    kind = type(value)
    if kind is numpy.ndarray:
        return value  # type: ignore[no-any-return]
    masked: Any = sys.modules.get("numpy.ma")
    if masked is not None and issubclass(kind, masked.MaskedArray):
        raise UnsupportedValue("a masked array does not travel")
    return numpy.asarray(value)


def _clear_padding(flat: NDArray[Any]) -> NDArray[Any]:
    """Return a copy of long doubles whose padding, which is whatever memory held before, is zero."""
    flat = flat.copy()
    parts = _split_extended(flat)
    if parts is not None:
        parts[1][...] &= 0xFFFF
    return flat


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


# --- bytes to values --------------------------------------------------------------------------------------------------


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
    if view.nbytes < _LENGTH.size:
        raise WireError("a message of less than 4 bytes")
    end = _LENGTH.size + _LENGTH.unpack_from(view)[0]
    if end > view.nbytes:
        raise WireError("the message ends within its header")
    return decode(view[_LENGTH.size : end], view[end:], limits)


class _Array:
    """An array whose bytes are still to come."""

    __slots__ = ("dtype", "fortran", "offset", "shape", "size", "tag")
    __hash__ = None  # type: ignore[assignment]  # no key of a dict

    def __init__(
        self, tag: bytes, dtype: np.dtype[Any], shape: tuple[int, ...], fortran: bool, offset: int, size: int
    ) -> None:
        self.tag = tag
        self.dtype = dtype
        self.shape = shape
        self.fortran = fortran
        self.offset = offset
        self.size = size

    def describe(self) -> str:
        return _describe_array(_TITLES[self.tag], self.dtype.name, self.shape)

    def build(self, body: memoryview) -> object:
        """Copy the array's bytes into an array of its own."""
        import numpy

        array: NDArray[Any] = numpy.empty(self.shape, self.dtype, "F" if self.fortran else "C")
        if self.size:
            flat = (array.T if self.fortran else array).reshape(-1)
            raw = numpy.frombuffer(body, numpy.uint8, self.size, self.offset)
            if self.dtype.num == 0:  # bool: a byte of 2 would be true and yet differ from True
                numpy.not_equal(raw, 0, out=flat)
            else:
                flat.view(numpy.uint8)[...] = raw
            if self.dtype.str[1:] in _EXTENDED:
                _check_extended(flat)
        return array if self.tag == b"a" else Foreign(_TITLES[self.tag], array)


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
        size: int = _COUNT.unpack_from(self.data, self.take(8))[0]
        start = self.take(size)
        return self.data[start : start + size]

    def enter(self, depth: int, width: int) -> int:
        """Return the number of a container's children, each of which takes `width` bytes or more."""
        if depth >= self.limits.depth:
            raise WireError(f"nested more than {self.limits.depth} deep")
        self.charge(_CONTAINER_COST - 1)
        count: int = _COUNT.unpack_from(self.data, self.take(8))[0]
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
        return _INT.unpack_from(self.data, self.take(8))[0]

    def read_long(self, depth: int) -> int:
        digits = self.take_counted()
        if len(digits) > self.limits.integer_bytes:
            raise WireError(f"an int of {len(digits):,} bytes, where {self.limits.integer_bytes:,} may be used")
        return int.from_bytes(digits, "little", signed=True)

    def read_float(self, depth: int) -> object:
        return _FLOAT.unpack_from(self.data, self.take(8))[0]

    def read_complex(self, depth: int) -> complex:
        return complex(*_COMPLEX.unpack_from(self.data, self.take(16)))

    def read_str(self, depth: int) -> str:
        encoded = self.take_counted()
        self.charge(_SURROGATE_COST * encoded.count(b"\xed"))
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
                self.charge(_TUPLE_KEY_COST * (left - self.items))
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
        if len(hashes) <= _MAX_TWINS:
            return
        self.keys -= len(hashes)
        if self.keys < 0:
            raise WireError(f"more than {self.limits.keys:,} keys that are neither str nor bytes")
        hashes.sort()
        if any(first == last for first, last in zip(hashes, hashes[_MAX_TWINS:], strict=False)):
            raise WireError(f"a dict with more than {_MAX_TWINS} keys of the same hash")

    def read_dtype(self) -> np.dtype[Any]:
        import numpy

        code = self.data[self.take(1)]
        string = _STRINGS.get(code)
        if string is None:
            raise WireError(f"no dtype has the number {code}")
        try:
            return numpy.dtype(string)
        except TypeError:
            raise WireError(f"this machine has no dtype {string}") from None

    def read_scalar(self, depth: int) -> object:
        import numpy

        self.charge(_SCALAR_COST - 1)
        dtype = self.read_dtype()
        start = self.take(dtype.itemsize)
        if dtype.num == 0:
            return numpy.bool_(self.data[start] != 0)
        array: NDArray[Any] = numpy.frombuffer(self.data, dtype, 1, start)
        if dtype.str[1:] in _EXTENDED:
            self.charge(_EXTENDED_COST)
            array = array.copy()
            _check_extended(array)
        return array[0]

    def read_array(self, depth: int) -> _Array:
        tag = self.data[self.at - 1 : self.at]
        dtype = self.read_dtype()
        self.charge(_ARRAY_COST - 1 + _EXTENDED_COST * (dtype.str[1:] in _EXTENDED))
        start = self.take(2)
        order, dims = self.data[start], self.data[start + 1]
        if order not in b"CF" or dims > _MAX_DIMS:
            raise WireError(f"an array of order {order} and {dims} dimensions")
        shape: tuple[int, ...] = struct.unpack_from(f"<{dims}Q", self.data, self.take(8 * dims))
        size, span = _measure(shape, dtype.itemsize)
        if max(span, self.body + size) > self.limits.body_bytes:
            described = _describe_array(_TITLES[tag], dtype.name, shape)
            raise WireError(f"{described}, is over the {self.limits.body_bytes:,} bytes that arrays may take")
        array = _Array(tag, dtype, shape, order == 70, self.body, size)
        self.arrays += 1
        self.body += size
        return array


def _check_extended(flat: NDArray[Any]) -> None:
    """Refuse bit patterns that are no number to an x86 processor, and clear the padding of the others in place.

    The C library's printf has overrun its buffer on such patterns (CVE-2020-29573), and no honest answer has them.
    """
    parts = _split_extended(flat)
    if parts is None:
        return
    significand, rest = parts
    rest &= 0xFFFF
    if bool(((rest & 0x7FFF != 0) & (significand >> 63 == 0)).any()):
        raise WireError("a long double that is no number")


def _describe_array(title: str, dtype_name: str, shape: tuple[int, ...]) -> str:
    return f"{title} of {dtype_name}, shape {shape}"


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
