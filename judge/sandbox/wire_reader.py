"""Bytes to values: the reading side of the wire, which believes nothing. The format is told in `wire`."""

from __future__ import annotations

import struct

from judge.sandbox.wire_arrays import Kind, find_kind, kinds
from judge.sandbox.wire_format import (
    ARRAY_COST,
    COMPLEX,
    CONTAINER_COST,
    COUNT,
    DEFAULT,
    FLOAT,
    INT,
    LENGTH,
    MAX_DIMS,
    MAX_TWINS,
    SCALAR_COST,
    SHAPES,
    SURROGATE_COST,
    TITLES,
    TUPLE_KEY_COST,
    Foreign,
    Limits,
    WireError,
    describe_array,
    measure,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Layout:
    """A header that was checked from end to end. Only the body's bytes are missing."""

    __slots__ = ("_header", "_limits", "_root", "body_bytes")

    def __init__(self, header: bytes, limits: Limits, root: object, body_bytes: int) -> None:
        self._header: bytes | None = header
        self._limits = limits
        self._root = root
        self.body_bytes = body_bytes

    def decode(self, body: bytes | bytearray | memoryview) -> object:
        """Return the value. Its arrays are writable and share no memory with the body. Can be called once.

        Raises:
            WireError: the body is not of `body_bytes` bytes, or has a long double that no arithmetic makes.
            ValueError: called before.
        """
        if self._header is None:
            raise ValueError("a layout decodes one body")
        value = decode(self._header, body, self._limits)
        self._header = None
        return value

    def describe(self) -> str:
        """Return the value's type and size, such as "ndarray of float32, shape (3, 4)" or "tuple of 2 items"."""
        root: Any = self._root
        kind = type(root)
        if kind is _Missing:
            return describe_array(TITLES[root.tag], root.kind.dtype.name, root.shape)
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
    data = _take_header(header, limits)
    root, body_bytes = _read(data, None, limits)
    return Layout(data, limits, root, body_bytes)


def decode(
    header: bytes | bytearray | memoryview, body: bytes | bytearray | memoryview, limits: Limits = DEFAULT
) -> object:
    """Return the value of a header and a body. Its arrays are writable and share no memory with the body.

    Raises:
        WireError: the header is not a sound one (see `decode_header`), the body is of another length than it says, or
            has a long double that no arithmetic makes.
    """
    if type(header) is not bytes or len(header) > limits.header_bytes:
        header = _take_header(header, limits)
    if type(body) is not bytes:
        body = memoryview(body).cast("B")
    value, used = _read(header, body, limits)
    if used != len(body):
        raise WireError(f"a body of {len(body):,} bytes, where the header says {used:,}")
    return value


def loads(message: bytes | bytearray | memoryview, limits: Limits = DEFAULT) -> object:
    """Return the value of a message made by `dumps`. Raises WireError."""
    view = memoryview(message).cast("B")
    if view.nbytes < LENGTH.size:
        raise WireError("a message of less than 4 bytes")
    end = LENGTH.size + LENGTH.unpack_from(view)[0]
    if end > view.nbytes:
        raise WireError("the message ends within its header")
    return decode(view[LENGTH.size : end], view[end:], limits)


class _Missing:
    """Stands for an array whose bytes are not there."""

    __slots__ = ("kind", "shape", "tag")
    __hash__ = None  # type: ignore[assignment]  # no key of a dict

    def __init__(self, tag: int, kind: Kind, shape: tuple[int, ...]) -> None:
        self.tag = tag
        self.kind = kind
        self.shape = shape


def _take_header(header: bytes | bytearray | memoryview, limits: Limits) -> bytes:
    size = memoryview(header).nbytes
    if size > limits.header_bytes:
        raise WireError(f"a header of {size:,} bytes, where {limits.header_bytes:,} may be used")
    return bytes(header)


def _read(data: bytes, body: bytes | memoryview | None, limits: Limits) -> tuple[object, int]:
    """Return the value that a header says, and how many bytes of body its arrays take.

    This is one loop over the values, with all that it knows in local variables. Calls and attributes would take most of
    the time: a message is a few values, and whoever reads it was often forked a moment ago, and gets a page of memory
    copied for all that it touches, be it code or an object.

    Args:
        data: the header.
        body: what arrays are copied from. Without one, or behind its end, a _Missing stands for each.
        limits: what the header may ask for.
    """
    end = len(data)
    room = -1 if body is None else len(body)
    at = used = 0
    items = limits.items - 1  # all values of a container are charged when it begins
    keys = limits.keys
    # The container that is being read: its tag, its values so far (a dict's keys and values by turns), how many are
    # missing. And the same of what it is in, outermost first, with the items that were left before it.
    container, missing = 0, 1  # the message itself, which holds one value
    values: list[Any] = []
    outer: list[tuple[int, list[Any], int, int]] = []
    value: Any
    try:
        while True:
            if items < 0:
                raise WireError(f"more than {limits.items:,} values")
            while not missing:
                if not outer:
                    if at != end:
                        raise WireError(f"{end - at:,} bytes follow the value")
                    return values[0], used
                tag, value = container, values
                container, values, missing, before = outer.pop()
                if tag == _TUPLE:
                    value = tuple(value)
                    if container == _DICT and len(values) % 2 == 0:
                        items -= TUPLE_KEY_COST * (before - items)
                elif tag == _DICT:
                    if len(value) > 2 * MAX_TWINS:
                        keys -= _check_keys(value[::2], keys, limits)
                    value = _make_dict(value)
                values.append(value)
            missing -= 1
            tag = data[at]
            at += 1
            if tag == _STR:
                start = at + 8
                at = start + _count_at(data, at)[0]
                if at > end:
                    raise WireError(_CUT_SHORT)
                value = data[start:at]
                if value.isascii():
                    value = value.decode()
                else:
                    items -= SURROGATE_COST * value.count(b"\xed")
                    value = _decode_text(value) if items >= 0 else None  # None: to be refused above
            elif tag in _CONTAINERS:
                if len(outer) >= limits.depth:
                    raise WireError(f"nested more than {limits.depth} deep")
                count = _count_at(data, at)[0]
                at += 8
                if tag == _DICT:
                    count *= 2
                if count > end - at:  # each value takes a byte or more
                    raise WireError("a container says that it has more items than the header has bytes")
                outer.append((container, values, missing, items + 1))
                container, values, missing = tag, [], count
                items -= CONTAINER_COST - 1 + count
                continue
            elif tag in TITLES:
                kind = kinds.get(data[at]) or find_kind(data[at])
                order = data[at + 1]
                dims = data[at + 2]
                if dims > MAX_DIMS or (order != _C_ORDER and order != _FORTRAN_ORDER):
                    raise WireError(f"an array of order {order} and {dims} dimensions")
                shape = SHAPES[dims].unpack_from(data, at + 3)
                at += 3 + 8 * dims
                items -= kind.cost - 1
                start = used
                size = kind.itemsize
                for length in shape:
                    size *= length
                used += size
                if used > limits.body_bytes or (not size and measure(shape, kind.itemsize)[1] > limits.body_bytes):
                    described = describe_array(TITLES[tag], kind.dtype.name, shape)
                    raise WireError(f"{described}, is over the {limits.body_bytes:,} bytes that arrays may take")
                if body is None or used > room:
                    value = _Missing(tag, kind, shape)
                else:
                    if size and order == _C_ORDER and kind.is_plain:
                        value = kind.ndarray(shape, kind.dtype, body, start).copy()
                    else:
                        value = kind.make_array(shape, chr(order), body, start)
                    if tag != _ARRAY:
                        value = Foreign(TITLES[tag], value)
            elif tag == _INT:
                value = _int_at(data, at)[0]
                at += 8
            elif tag == _FLOAT:
                value = _float_at(data, at)[0]
                at += 8
            elif tag in _CONSTANTS:
                value = _CONSTANTS[tag]
            else:
                value, at, cost = _read_rare(tag, data, at, limits)
                items -= cost
            values.append(value)
    except (IndexError, struct.error):  # from whatever wanted bytes behind the end
        raise WireError(_CUT_SHORT) from None


def _read_rare(tag: int, data: bytes, at: int, limits: Limits) -> tuple[object, int, int]:
    """Return a value that few messages hold, where the next one starts, and what it costs besides the one item."""
    if tag == _COMPLEX:
        return complex(*COMPLEX.unpack_from(data, at)), at + COMPLEX.size, 0
    if tag == _SCALAR:
        kind = find_kind(data[at])
        start = at + 1
        size = kind.itemsize
    elif tag in (_BYTES, _LONG):
        start = at + COUNT.size
        size = _count_at(data, at)[0]
    else:
        raise WireError(f"no value has the tag {tag}")
    end = start + size
    if end > len(data):
        raise WireError(_CUT_SHORT)
    if tag == _SCALAR:
        return kind.make_scalar(data, start), end, kind.cost - ARRAY_COST + SCALAR_COST - 1
    if tag == _BYTES:
        return data[start:end], end, 0
    if size > limits.integer_bytes:
        raise WireError(f"an int of {size:,} bytes, where {limits.integer_bytes:,} may be used")
    return int.from_bytes(data[start:end], "little", signed=True), end, 0


def _decode_text(encoded: bytes) -> str:
    try:
        return encoded.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        raise WireError("a str that is not UTF-8") from None


def _make_dict(pairs: list[Any]) -> dict[object, object]:
    """Return the dict of keys and values by turns."""
    result: dict[object, object] = {}
    rest = iter(pairs)
    try:
        for key in rest:
            result[key] = next(rest)
    except Exception as error:  # a list has no hash; and a NumPy scalar can refuse to be compared with a tuple
        raise WireError("keys that no dict can have") from error
    if 2 * len(result) != len(pairs):
        raise WireError("a dict with the same key twice")
    return result


def _check_keys(keys: list[object], left: int, limits: Limits) -> int:
    """Refuse keys whose hashes were chosen to make the dict slow; those of str and bytes cannot be chosen.

    Returns:
        How many of `left`, which is what is left of Limits.keys, they take.
    """
    try:
        hashes = [hash(key) for key in keys if type(key) is not str and type(key) is not bytes]
    except TypeError as error:
        raise WireError("keys that no dict can have") from error
    if len(hashes) <= MAX_TWINS:
        return 0
    if len(hashes) > left:
        raise WireError(f"more than {limits.keys:,} keys that are neither str nor bytes")
    hashes.sort()
    if any(first == last for first, last in zip(hashes, hashes[MAX_TWINS:], strict=False)):
        raise WireError(f"a dict with more than {MAX_TWINS} keys of the same hash")
    return len(hashes)


_ARRAY, _BYTES, _COMPLEX, _DICT, _FLOAT, _INT, _LONG, _SCALAR, _STR, _TUPLE = b"abcdfiIgst"
_CONTAINERS = frozenset(b"ltd")
_CONSTANTS = {ord("N"): None, ord("T"): True, ord("F"): False}
_C_ORDER, _FORTRAN_ORDER = b"CF"
_CUT_SHORT = "the header ends within a value"
_count_at = COUNT.unpack_from
_int_at = INT.unpack_from
_float_at = FLOAT.unpack_from
