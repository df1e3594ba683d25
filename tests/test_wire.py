"""The wire: what goes in comes out bit for bit, and no bytes whatever hurt the side that reads them."""

from __future__ import annotations

import collections
import enum
import importlib.util
import os
import struct
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from judge.sandbox import wire

ROOT = Path(__file__).parents[1]
WIDE = ("i2", "i4", "i8", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16")
DTYPES = ("?", "i1", "u1", *(f"<{name}" for name in WIDE), *(f">{name}" for name in WIDE), "longdouble", "clongdouble")
MERSENNE = (1 << 61) - 1  # the hash of an int is its remainder by this


def round_trip(value: object) -> Any:
    """Send a value and return what arrives."""
    return wire.loads(wire.dumps(value))


def count(number: int) -> bytes:
    """Return a length or dimension as the header has it."""
    return struct.pack("<Q", number)


def array_header(*shape: int, code: int = 11, order: bytes = b"C", tag: bytes = b"a") -> bytes:
    """Return the header of an array; code 11 is float64."""
    return tag + bytes((code,)) + order + bytes((len(shape),)) + b"".join(map(count, shape))


def int_keys(keys: range) -> bytes:
    """Return the header of a dict from ints to None."""
    pairs = (b"I" + count(16) + key.to_bytes(16, "little", signed=True) + b"N" for key in keys)
    return b"d" + count(len(keys)) + b"".join(pairs)


def same(left: object, right: object) -> bool:
    """Whether two values agree in type, order and every bit."""
    if type(left) is not type(right):
        return False
    if isinstance(left, float) and isinstance(right, float) and not isinstance(left, np.generic):
        return struct.pack("d", left) == struct.pack("d", right)
    if isinstance(left, complex) and isinstance(right, complex) and not isinstance(left, np.generic):
        return struct.pack("dd", left.real, left.imag) == struct.pack("dd", right.real, right.imag)
    if isinstance(left, (list, tuple)) and isinstance(right, (list, tuple)):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return same(list(left.items()), list(right.items()))
    if isinstance(left, wire.Foreign) and isinstance(right, wire.Foreign):
        return left.kind == right.kind and same(left.array, right.array)
    if isinstance(left, (np.ndarray, np.generic)) and isinstance(right, (np.ndarray, np.generic)):
        return same_numpy(left, right)
    return left == right


def same_numpy(left: np.ndarray[Any, Any] | np.generic, right: np.ndarray[Any, Any] | np.generic) -> bool:
    """Whether two arrays or scalars agree in dtype, shape and every bit that is part of a number."""
    if (left.dtype, left.dtype.byteorder, left.shape) != (right.dtype, right.dtype.byteorder, right.shape):
        return False
    if left.dtype.itemsize > 8 and left.dtype.char in "gG":  # their padding is of no account
        return str(left) == str(right)
    return left.tobytes() == right.tobytes()


@st.composite
def arrays(draw: st.DrawFn) -> np.ndarray[Any, Any]:
    """Arrays of every dtype, of arbitrary bits, in C, Fortran and no particular order, writable or not."""
    dtype = np.dtype(draw(st.sampled_from(DTYPES)))
    shape = draw(hnp.array_shapes(min_dims=0, max_dims=5, min_side=0, max_side=4))
    size = int(np.prod(shape))
    if dtype.char in "gG":
        numbers = draw(
            st.lists(st.floats(width=32, allow_nan=False, allow_infinity=False), min_size=size, max_size=size)
        )
        array = np.array(np.array(numbers, dtype) / 3).reshape(shape)
    else:
        raw = draw(st.binary(min_size=size * dtype.itemsize, max_size=size * dtype.itemsize))
        if dtype.kind == "b":
            raw = bytes(byte & 1 for byte in raw)
        array = np.frombuffer(raw, dtype).reshape(shape)
    shapes: dict[str, Callable[[np.ndarray[Any, Any]], np.ndarray[Any, Any]]] = {
        "read-only": lambda array: array,
        "C": lambda array: array.copy(),
        "F": lambda array: array.copy(order="F"),
        "transposed": lambda array: array.T,
        "reversed": lambda array: array[::-1] if array.ndim else array,
        "strided": lambda array: np.repeat(array, 2, axis=-1)[..., ::2] if array.ndim else array,
        "broadcast": lambda array: np.broadcast_to(array, (3, *array.shape)),
    }
    return shapes[draw(st.sampled_from(sorted(shapes)))](array)


floats = st.one_of(st.floats(), st.binary(min_size=8, max_size=8).map(lambda raw: struct.unpack("<d", raw)[0]))
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=-(1 << 700), max_value=1 << 700),
    floats,
    st.builds(complex, floats, floats),
    st.text(st.characters(exclude_categories=())),
    st.binary(),
    arrays().filter(lambda array: array.size > 0).map(lambda array: array.ravel()[0]),
)
keys = st.recursive(scalars, lambda children: st.lists(children, max_size=3).map(tuple), max_leaves=4)
foreign = st.builds(wire.Foreign, st.sampled_from(("tensor", "variable")), arrays())
values = st.recursive(
    st.one_of(scalars, arrays(), foreign),
    lambda children: st.one_of(
        st.lists(children, max_size=4),
        st.lists(children, max_size=4).map(tuple),
        st.dictionaries(keys, children, max_size=4),
    ),
    max_leaves=12,
)

generous = settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


# --- round trips ------------------------------------------------------------------------------------------------------


@generous
@given(values)
def test_every_value_arrives_as_it_was_sent(value: object) -> None:
    """Type, order and bits survive, at any depth."""
    assert same(round_trip(value), value)


@generous
@given(values)
def test_what_arrived_is_sent_on_as_the_same_bytes(value: object) -> None:
    """A received value encodes to the bytes it came from, which is how a mutated argument is told."""
    message = wire.dumps(value)
    assert wire.dumps(wire.loads(message)) == message


@generous
@given(arrays())
def test_an_answer_is_encoded_as_any_value_is(array: np.ndarray[Any, Any]) -> None:
    """Small arrays are, by a shorter way."""
    header, chunks = wire.encode(array)
    as_answer, in_chunks = wire.encode(array, wire.ANSWER)
    assert (as_answer, b"".join(in_chunks)) == (header, b"".join(chunks))


@generous
@given(arrays())
def test_arrays_keep_their_order_and_own_their_data(array: np.ndarray[Any, Any]) -> None:
    """Fortran order stays, everything else becomes C order, and the copy is writable, aligned and nobody else's."""
    arrived = round_trip(array)
    if array.flags.c_contiguous or array.flags.f_contiguous:
        assert arrived.flags.c_contiguous == array.flags.c_contiguous
        assert arrived.flags.f_contiguous == array.flags.f_contiguous
    else:
        assert arrived.flags.c_contiguous
    assert arrived.flags.writeable and arrived.flags.aligned and arrived.flags.owndata


@pytest.mark.parametrize(
    "value",
    [
        "\ud800 and \udfff",
        "\x00",
        -(1 << 63),
        1 << 63,
        -(1 << 63) - 1,
        1 << 4000,
        -0.0,
        float("inf"),
        struct.unpack("<d", struct.pack("<Q", 0x7FF0_0000_0000_0001))[0],  # a signalling NaN
        complex(-0.0, float("nan")),
        np.zeros((0, 3), order="F"),
        np.zeros((3,) + (1,) * 63),
        np.array(2.5),
        np.float16(0.1),
        np.longdouble("0.1"),
        np.bool_(True),
        {(1, ("a", None)): [], b"k": (), "z": {}, 2.5: None, np.int64(3): 1},
        {"b": 1, "a": 2},
    ],
    ids=lambda value: str(type(value)),
)
def test_corners_arrive(value: object) -> None:
    """The ends of the integer ranges, odd floats, empty and many-dimensional arrays, unusual keys."""
    assert same(round_trip(value), value)


class Point(NamedTuple):
    """Travels as a plain tuple."""

    x: int
    y: int


class Plain(np.ndarray[Any, Any]):
    """Travels as an ndarray."""


class Colour(enum.IntEnum):
    """Travels as a plain int."""

    RED = 1


def test_relatives_arrive_as_the_plain_type() -> None:
    """Subclasses, bytes-likes and NumPy's strings come as the built-in type that they stand for."""
    moved = collections.OrderedDict(a=1, b=2)
    moved.move_to_end("a")
    sent = [
        Point(1, 2),
        Colour.RED,
        bytearray(b"ab"),
        memoryview(b"abcd")[::2],
        np.str_("text"),
        np.bytes_(b"raw"),
        collections.defaultdict(list, {"k": []}),
        collections.Counter("aab"),
        moved,
        np.array([[1, 2]]).view(Plain),
    ]
    expected = [(1, 2), 1, b"ab", b"ac", "text", b"raw", {"k": []}, {"a": 2, "b": 1}, {"b": 2, "a": 1}]
    arrived = round_trip(sent)
    assert same(arrived[:-1], expected)
    assert same(arrived[-1], np.array([[1, 2]]))


def test_large_bodies_are_views_of_contiguous_arrays() -> None:
    """Sending copies nothing of size where it need not: what changes in the array shows in the chunk."""
    for order in ("C", "F"):
        array = np.zeros((200, 300), order=order)
        _, [chunk] = wire.encode(array)
        array[0, 0] = 1.0
        assert bytes(chunk[:8]) == struct.pack("<d", 1.0)


@pytest.mark.parametrize("size", [1023, 1024, 1025])
@pytest.mark.parametrize("dtype", ["<f8", ">f8"])
def test_small_and_large_arrays_are_written_alike(size: int, dtype: str) -> None:
    """A body is the same bytes on both sides of the size up to which it is a copy, in every layout."""
    array = np.arange(size, dtype=dtype).reshape(-1, 1) * np.ones(1, dtype)
    wide = np.asfortranarray(np.broadcast_to(array, (size, 2)).astype(dtype))
    for sent in (array, wide, wide.T, array[::-1], wide[::2], np.broadcast_to(array[0], (size, 1))):
        header, chunks = wire.encode(sent)
        body = b"".join(chunks)
        assert body == sent.tobytes("F" if header[2] == ord("F") else "C")
        assert sum(map(len, chunks)) == sent.nbytes
        assert same(wire.decode(header, body), sent)


def test_decoding_copies_a_large_array_once() -> None:
    """16 MB of array take 16 MB more while they are decoded."""
    header, chunks = wire.encode(np.zeros(1 << 21))
    body = bytes(chunks[0])
    _, peak = measure_peak(lambda: wire.decode(header, body))
    assert peak < 17 << 20


# --- what does not travel ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({1, 2}, "a set does not travel"),
        ([0, {"x": {1}}], "[1]['x']: a set does not travel"),
        ({"k": (object(),)}, "['k'][0]: an object does not travel"),
        ({7: object()}, "[7]: an object does not travel"),
        ({frozenset(): 1}, "[<a frozenset>]: a frozenset does not travel"),
        (iter([]), "a list_iterator does not travel"),
        (np.array([None]), "an ndarray of object does not travel"),
        (np.array(["a"]), "an ndarray of <U1 does not travel"),
        (np.zeros(1, "i4,f4"), "an ndarray of [('f0', '<i4'), ('f1', '<f4')] does not travel"),
        (np.zeros(1, "M8[s]"), "an ndarray of datetime64[s] does not travel"),
        (np.datetime64(0, "s"), "a NumPy scalar of datetime64[s] does not travel"),
        (
            [np.ma.masked_array([1.0], [True])],
            "[0]: a masked array cannot be compared; return a plain array, such as its .filled(0)",
        ),
        (len, "a builtin_function_or_method does not travel"),
    ],
)
def test_a_value_that_does_not_travel_is_named(value: object, message: str) -> None:
    """The message says what it is and where it is."""
    with pytest.raises(wire.UnsupportedValue) as caught:
        wire.encode(value)
    assert str(caught.value) == message


@pytest.mark.parametrize("base", [list, dict, np.ndarray])
def test_keys_are_scalars_and_tuples_of_them(base: type) -> None:
    """A subclass that adds a hash to a list, dict or array would arrive without it."""
    key = type("Key", (base,), {"__hash__": lambda self: 1})(() if base is np.ndarray else [])
    for within in (key, (1, key)):
        with pytest.raises(wire.UnsupportedValue, match="within a dict's key"):
            wire.encode({within: 1})


def test_released_memory_does_not_travel() -> None:
    """A memoryview without memory is refused in words."""
    view = memoryview(b"x")
    view.release()
    with pytest.raises(wire.UnsupportedValue, match="released"):
        wire.encode(view)


def test_dtypes_of_other_libraries_do_not_travel() -> None:
    """A float8 whose name reads like NumPy's is not taken for one of its own."""
    types = pytest.importorskip("ml_dtypes")
    for dtype in (types.bfloat16, types.float8_e5m2, types.int4):
        with pytest.raises(wire.UnsupportedValue, match=np.dtype(dtype).name):
            wire.encode(np.zeros(2, dtype))


def nest(depth: int, wrap: Callable[[object], object]) -> object:
    """Return None in `depth` containers."""
    value: object = None
    for _ in range(depth):
        value = wrap(value)
    return value


@pytest.mark.parametrize("wrap", [lambda child: [child], lambda child: (child,), lambda child: {"k": child}])
def test_depth_is_bounded(wrap: Callable[[object], object]) -> None:
    """64 containers within one another travel, 65 and 100,000 do not, and neither does one within itself."""
    assert wire.encode(nest(64, wrap))
    for depth in (65, 100_000):
        value = nest(depth, wrap)
        with pytest.raises(wire.TooLarge, match="64 deep"):
            wire.encode(value)
        while value:  # taken apart from outside: some interpreters recurse when they free it
            value = next(iter(value.values() if isinstance(value, dict) else value))  # type: ignore[call-overload]
    cycle: list[object] = []
    cycle.append(cycle)
    with pytest.raises(wire.TooLarge, match="64 deep"):
        wire.encode(cycle)


@pytest.mark.parametrize("depth", [5, 65, 100_000])
def test_depth_is_bounded_when_decoding(depth: int) -> None:
    """A header of nested lists is refused by depth, not by a RecursionError."""
    limits = wire.Limits(depth=4)
    assert wire.decode((b"l" + count(1)) * 4 + b"N", b"", limits) == [[[[None]]]]
    with pytest.raises(wire.WireError, match="4 deep"):
        wire.decode_header((b"t" + count(1)) * depth + b"N", limits)


def measure_peak(function: Callable[[], object]) -> tuple[object, int]:
    """Return what a function returns, or the WireError it raises, and the most memory that it had at a time."""
    tracemalloc.start()
    try:
        try:
            result = function()
        except wire.WireError as error:
            result = error
        return result, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "array",
    [
        np.broadcast_to(np.float64(0), (1 << 20, 1 << 20)),
        np.broadcast_to(np.float64(0), (1 << 20, 1 << 20)).T[::2],
        np.lib.stride_tricks.as_strided(np.zeros(1, np.int8), (1 << 59, 2), (0, 0)),
        np.broadcast_to(np.longdouble(0), (1 << 40,)),
        np.zeros((1 << 40, 0)),
    ],
    ids=["zero strides", "a slice of them", "2**60", "long double", "empty"],
)
def test_giants_without_memory_are_refused_before_they_are_copied(array: np.ndarray[Any, Any]) -> None:
    """An array that claims terabytes costs its sender nothing, and the message gives dtype and shape."""
    error, peak = measure_peak(lambda: wire.encode([array]))
    assert isinstance(error, wire.TooLarge)
    assert str(error).startswith(f"[0]: ndarray of {array.dtype}, shape {array.shape}, takes ")
    assert peak < 100_000


def test_a_giant_memoryview_is_refused_before_it_is_copied() -> None:
    """The same for what the buffer protocol claims."""
    view = np.broadcast_to(np.uint8(0), (1 << 40,)).data
    error, peak = measure_peak(lambda: wire.encode(view))
    assert isinstance(error, wire.TooLarge)
    assert peak < 100_000


@pytest.mark.parametrize("text", ["x", "\u4e00"])
def test_a_long_text_is_refused_before_it_is_encoded(text: str) -> None:
    """A str of a million characters is at least as many bytes, so there is no need to look."""
    long = text * 1_000_000
    error, peak = measure_peak(lambda: wire.encode(long, wire.Limits(header_bytes=1000)))
    assert isinstance(error, wire.TooLarge)
    assert peak < 100_000


@pytest.mark.parametrize(
    ("limits", "fits", "exceeds"),
    [
        (wire.Limits(body_bytes=80), [np.zeros(5), np.zeros(5)], [np.zeros(5), np.zeros(6)]),
        (wire.Limits(header_bytes=29), "x" * 20, "x" * 21),
        (wire.Limits(header_bytes=29), "\u4e00" * 6 + "xx", "\u4e00" * 7),
        (wire.Limits(header_bytes=29), b"x" * 20, bytearray(21)),
        (wire.Limits(header_bytes=29), 1 << 158, 1 << 159),
        (wire.Limits(header_bytes=29), [0, 0], [0, 0, 0]),
        (wire.Limits(integer_bytes=20), 1 << 158, 1 << 159),
        (wire.Limits(items=10), [None] * 7, [None] * 8),
        (wire.Limits(items=10), [[], ()], [[], (), {}]),
        (wire.Limits(items=10), [np.int8(0)], [np.int8(0), None, None]),
        (wire.Limits(items=20), [np.zeros(1), None], [np.zeros(1), None, None]),
        (wire.Limits(keys=40), dict.fromkeys(range(40)), dict.fromkeys(range(41))),
        (wire.Limits(keys=40), [dict.fromkeys(range(32)), dict.fromkeys(map(str, range(99)))], None),
        (wire.Limits(items=30), {(1, 2): 3}, {(1, (2, 3)): 3}),
        (wire.Limits(items=30), "\ud800" * 7, "\ud800" * 8),
    ],
)
def test_both_sides_draw_the_same_line(limits: wire.Limits, fits: object, exceeds: object) -> None:
    """What fits into the limits arrives; what does not is refused by the sender, and by a reader whose sender lies."""
    assert same(wire.loads(wire.dumps(fits, limits), limits), fits)
    if exceeds is not None:
        with pytest.raises(wire.TooLarge):
            wire.encode(exceeds, limits)
        with pytest.raises(wire.WireError):
            wire.loads(wire.dumps(exceeds), limits)


# --- values that lie --------------------------------------------------------------------------------------------------


def refuse(*args: object, **kwargs: object) -> Any:
    """Stand in for any method of a lying object."""
    raise AssertionError("a method of the value was called")


METHODS = """
__len__ __iter__ __getitem__ __int__ __index__ __float__ __complex__ __str__ __bytes__ __repr__ __eq__ __hash__ __bool__
__abs__ __neg__ __lt__ __ge__ __add__ __sub__ __format__ __reduce__ __reduce_ex__ __buffer__ __array__ __array_struct__
__array_interface__ items keys values encode to_bytes bit_length tobytes reshape view copy dtype shape strides flags
size ndim T real imag data
"""
OVERRIDDEN = dict.fromkeys(METHODS.split(), refuse)


@pytest.mark.parametrize(
    "base",
    [int, float, complex, str, bytes, list, tuple, dict, np.float64, np.int32, np.complex64, np.bytes_],
)
def test_methods_of_a_value_are_not_asked(base: type) -> None:
    """A subclass that overrides everything arrives as the data that it holds."""
    data: dict[type, object] = {list: [1, 2], tuple: (1, 2), dict: {"a": 1}, str: "text", bytes: b"raw"}
    honest = base(data.get(base, b"raw" if base is np.bytes_ else 3))
    liar = type("Liar", (base,), OVERRIDDEN)(data.get(base, b"raw" if base is np.bytes_ else 3))
    assert same(round_trip(liar), bytes(honest) if base is np.bytes_ else honest)


def test_methods_of_an_array_are_not_asked() -> None:
    """The same for an ndarray subclass, with the data behind `__array__` and `__array_finalize__`."""
    array = np.arange(6.0).reshape(2, 3)
    liar: object = array.view(type("Liar", (np.ndarray,), OVERRIDDEN))
    assert same(round_trip(liar), array)


def test_a_false_class_is_not_believed() -> None:
    """`__class__` says list, isinstance agrees, and the wire does not."""

    class Impostor:
        __class__ = list  # type: ignore[assignment]

    assert isinstance(Impostor(), list)
    with pytest.raises(wire.UnsupportedValue, match="an Impostor does not travel"):
        wire.encode(Impostor())


# --- bytes that lie ---------------------------------------------------------------------------------------------------

HUGE = (1 << 64) - 1


@pytest.mark.parametrize(
    "header",
    [
        array_header(1 << 20, 1 << 20, 7),
        array_header(HUGE),
        array_header(HUGE, HUGE, HUGE),
        array_header(1 << 32, 1 << 32),  # 0 bytes, if counted in 64 bits
        array_header(0, HUGE),
        array_header(1 << 40, 0),
        array_header(*[2] * 64),
        array_header(*[1] * 65),
        array_header(*[0] * 255),
        array_header((256 << 20) // 8 + 1),
        b"l" + count(2) + array_header(1 << 24) * 2 + array_header(1),
        array_header(1, order=b"K"),
        array_header(1, code=16),
        array_header(1, code=0x80),
        array_header(1, code=0xFF),
        array_header(1)[:-1],
        *(tag + count(size) for tag in (b"s", b"b", b"I", b"l", b"t", b"d") for size in (1, HUGE, 1 << 40, 1 << 63)),
        *(tag + count(3) + b"NN" for tag in (b"s", b"l", b"d")),
        b"l" + count(3) + (b"l" + count(1 << 20)) * 3,
        b"g\x0b" + b"x" * 7,
        b"g\x10" + b"x" * 32,
        b"g",
        b"i" + b"x" * 7,
        b"c" + b"x" * 15,
        b"s" + count(1) + b"\xff",
        b"s" + count(2) + b"\xc0\x80",
        b"I" + count((1 << 20) + 1) + b"x" * ((1 << 20) + 1),
        b"d" + count(1) + b"l" + count(0) + b"N",
        b"d" + count(1) + b"d" + count(0) + b"N",
        b"d" + count(1) + array_header(0) + b"N",
        b"d" + count(1) + array_header(0, tag=b"e") + b"N",
        b"d" + count(1) + b"t" + count(1) + b"l" + count(0) + b"N",
        b"d" + count(1) + b"t" + count(1) + array_header(0) + b"N",
        b"d" + count(2) + b"TN" + b"i" + count(1) + b"N",
        b"d" + count(2) + b"NN" + b"NN",
        b"NN",
        b"",
        b"\x00",
        b"O",
        b"x" * ((8 << 20) + 1),
    ],
    ids=lambda header: header[:24].hex(),
)
def test_a_broken_header_is_refused_at_no_cost(header: bytes) -> None:
    """Sizes beyond the bounds or the bytes that are there, unknown tags and dtypes, impossible keys, loose ends."""
    error, peak = measure_peak(lambda: wire.decode_header(header))
    assert isinstance(error, wire.WireError)
    assert peak < len(header) + 100_000
    error, peak = measure_peak(lambda: wire.decode(header, bytes(1000)))
    assert isinstance(error, wire.WireError)
    assert peak < len(header) + 100_000


@pytest.mark.parametrize("body", [b"", bytes(8), bytes(1000)])
@pytest.mark.parametrize(
    "header",
    [
        array_header(1 << 24),
        array_header(1 << 12, 1 << 12, tag=b"e"),
        array_header(1 << 24, code=10),
        array_header(1 << 27, code=0),
        b"l" + count(3) + array_header(1) + array_header(1 << 24) + array_header(1),
        b"d" + count(1) + b"N" + b"t" + count(2) + array_header(1 << 20) * 2,
        b"l" + count(100) + array_header(1 << 16) * 100,
    ],
    ids=lambda value: value[:20].hex(),
)
def test_arrays_without_bytes_take_no_memory(header: bytes, body: bytes) -> None:
    """What the limits allow is still no reason to make room: the bytes have to be there."""
    promised = wire.decode_header(header).body_bytes
    error, peak = measure_peak(lambda: wire.decode(header, body))
    assert str(error) == f"a body of {len(body):,} bytes, where the header says {promised:,}"
    assert peak < 100_000


@pytest.mark.parametrize("tag", [b"a", b"e", b"v"])
@pytest.mark.parametrize("size", [0, 1])
def test_arrays_are_no_keys(tag: bytes, size: int) -> None:
    """With its bytes or without, on its own or in a tuple, and for TensorFlow's values too."""
    array = array_header(size, tag=tag)
    for key in (array, b"t" + count(2) + b"N" + array):
        header = b"d" + count(1) + key + b"N"
        for read in (wire.decode_header, lambda header: wire.decode(header, bytes(8 * size))):
            with pytest.raises(wire.WireError, match="keys that no dict can have"):
                read(header)


def test_a_container_with_too_few_items_is_refused_before_they_are_read() -> None:
    """The count alone shows that items are missing."""
    for tag, items in ((b"l", b"NN"), (b"t", b"NN"), (b"d", b"NNTNF")):
        with pytest.raises(wire.WireError, match="more items than the header has bytes"):
            wire.decode_header(tag + count(3) + items)


def test_many_small_values_are_bounded() -> None:
    """A header full of the smallest containers ends at the item limit, in memory that the limit bounds."""
    limits = wire.Limits(items=30_000)
    for child, cost in ((b"N", 1), (b"l" + count(0), 3), (array_header(), 16), (b"g\x00\x01", 6)):
        fitting, rest = (30_000 - 3) // cost, 1000
        assert wire.decode_header(b"l" + count(fitting) + child * fitting, limits)
        header = b"l" + count(fitting + rest) + child * (fitting + rest)
        error, peak = measure_peak(lambda header=header: wire.decode_header(header, limits))  # type: ignore[misc]
        assert isinstance(error, wire.WireError)
        assert peak < 30_000 * 100


def test_a_header_costs_about_what_its_length_says() -> None:
    """20,000 keys of one hash, in one dict or in many, and 20,000 that differ: no more than a moment for each."""
    attacks = [
        int_keys(range(0, 20_000 * MERSENNE, MERSENNE)),
        int_keys(range(20_000)),
        b"l" + count(600) + int_keys(range(0, 32 * MERSENNE, MERSENNE)) * 600,
    ]
    began = time.process_time()
    for header in attacks:
        try:
            wire.decode_header(header)
        except wire.WireError as error:
            assert "same hash" in str(error)
    assert time.process_time() - began < 1.5  # 20,000 colliding keys alone take several seconds in a dict


def test_keys_that_share_a_hash_by_chance_arrive() -> None:
    """-1 and -2 have one hash, so a grid of tuples has families of 32."""
    steps = range(-2, 1)
    grid = {(a, b, c, d, e): 0 for a in steps for b in steps for c in steps for d in steps for e in steps}
    assert round_trip(grid) == grid


def test_a_key_that_cannot_be_compared_is_refused() -> None:
    """A NumPy scalar with the hash of a tuple raises when a dict compares the two."""
    pair = (1, 2)
    twin = np.int64(hash(pair))
    if hash(twin) != hash(pair):
        twin = np.int64(next(number for number in range(1000) if 0 <= hash((1, number)) < MERSENNE))
        pair = (1, int(twin))
        twin = np.int64(hash(pair))
    assert hash(twin) == hash(pair)
    with pytest.raises(ValueError, match="ambiguous"):
        bool(twin == pair)
    header = b"d" + count(2) + wire.encode(pair)[0] + b"N" + wire.encode(twin)[0] + b"N"
    with pytest.raises(wire.WireError, match="keys that no dict can have"):
        wire.decode_header(header)


def test_bools_are_zero_or_one() -> None:
    """A bool of byte 2 is true in NumPy and yet unequal to True; it arrives as True."""
    header = wire.encode(np.zeros(3, bool))[0]
    assert wire.encode(wire.decode(header, b"\x00\x02\xff"))[1] == [b"\x00\x01\x01"]
    assert round_trip(np.frombuffer(b"\x02", bool)).tobytes() == b"\x01"
    assert same(wire.decode(b"g\x00\x02", b""), np.bool_(True))


@pytest.mark.skipif(np.finfo(np.longdouble).nmant != 63, reason="long doubles of this machine have no padding")
@pytest.mark.parametrize("order", "<>")
def test_long_doubles_are_numbers(order: str) -> None:
    """Patterns that the processor does not know are refused, and padding neither arrives nor leaves."""
    bad = bytes.fromhex("00000000000000040040" + "aa" * 6)  # the leading bit of the significand is missing
    good = bytes.fromhex("00000000000000c00040" + "aa" * 6)
    if order == ">":
        bad, good = bad[::-1], good[::-1]
    header = wire.encode(np.zeros(1, f"{order}f16"))[0]
    with pytest.raises(wire.WireError, match="no number"):
        wire.decode(header, bad)
    arrived: Any = wire.decode(header, good)
    assert arrived == [3.0] and b"\xaa" not in arrived.tobytes()
    assert b"\xaa" not in wire.dumps(np.frombuffer(good, f"{order}f16"))
    code = header[1:2]
    with pytest.raises(wire.WireError, match="no number"):
        wire.decode(b"g" + code + bad, b"")


def test_a_body_of_another_length_is_refused() -> None:
    """A byte too few or too many is an error, before an array is made."""
    header, _ = wire.encode([np.zeros(3), np.zeros(2, np.int8)])
    assert wire.decode_header(header).body_bytes == 26
    for size in (0, 25, 27):
        with pytest.raises(wire.WireError, match=f"a body of {size} bytes, where the header says 26"):
            wire.decode(header, bytes(size))
        with pytest.raises(wire.WireError, match=f"a body of {size} bytes, where the header says 26"):
            wire.decode_header(header).decode(bytes(size))
    assert same(wire.decode(header, memoryview(bytearray(26))), [np.zeros(3), np.zeros(2, np.int8)])


def test_each_array_gets_its_own_bytes() -> None:
    """Wherever the arrays are, in any order and dtype, and whatever kind of buffer the message comes in."""
    sent = {
        "pair": (np.arange(6.0).reshape(2, 3), np.arange(4, dtype=">i2")),
        "deep": [{"bools": np.array([[True, False], [False, False]], order="F")}, wire.Foreign("tensor", np.ones(2))],
        "none": np.zeros((0, 2)),
        "point": np.array(2.5, np.float32),
        "last": np.asfortranarray(np.arange(6, dtype=">f4").reshape(2, 3)),
    }
    header, chunks = wire.encode(sent)
    body = b"".join(chunks)
    assert same(wire.decode(header, body), sent)
    assert same(wire.decode_header(header).decode(body), sent)
    assert same(wire.decode(bytearray(header), bytearray(body)), sent)
    assert same(wire.decode(memoryview(header), memoryview(body)), sent)
    assert same(wire.decode(header, np.frombuffer(body + bytes(-len(body) % 2), ">u2")[: len(body) // 2].data), sent)
    for changed in (body[:-1], body + b"x", b""):
        with pytest.raises(wire.WireError, match=f"a body of {len(changed)} bytes, where the header says {len(body)}"):
            wire.decode(header, changed)


def test_a_layout_decodes_once() -> None:
    """Two values made from one layout would share their lists."""
    layout = wire.decode_header(wire.encode([[]])[0])
    assert layout.decode(b"") == [[]]
    with pytest.raises(ValueError, match="one body"):
        layout.decode(b"")


def test_short_messages_are_refused() -> None:
    """Every way to cut a message short."""
    message = wire.dumps([1, np.zeros(2)])
    for size in range(len(message)):
        with pytest.raises(wire.WireError):
            wire.loads(message[:size])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.zeros((3, 4), np.float32), "ndarray of float32, shape (3, 4)"),
        (np.zeros((), ">i4"), "ndarray of int32, shape ()"),
        (wire.Foreign("tensor", np.zeros(2)), "tensor of float64, shape (2,)"),
        (wire.Foreign("variable", np.zeros(2, np.int32)), "variable of int32, shape (2,)"),
        ((np.zeros(1), 2), "tuple of 2 items"),
        ((1,), "tuple of 1 item"),
        ([np.zeros(1)], "list of 1 item"),
        ({"a": np.zeros(1), "b": 2}, "dict of 2 items"),
        ({}, "dict of 0 items"),
        (None, "None"),
        (True, "bool"),
        (1 << 99, "int"),
        (2.5, "float"),
        ("text", "str of length 4"),
        (b"raw", "bytes of length 3"),
        (np.float32(1), "NumPy scalar of float32"),
        (np.bool_(True), "NumPy scalar of bool"),
    ],
)
def test_a_layout_says_what_it_is(value: object, text: str) -> None:
    """The description needs no body."""
    assert wire.decode_header(wire.encode(value)[0]).describe() == text


# --- fuzzing ----------------------------------------------------------------------------------------------------------


@generous
@given(values, st.data())
def test_a_mutated_header_gives_a_value_or_a_wire_error(value: object, data: st.DataObject) -> None:
    """Flipped bits, cuts and insertions anywhere in a valid header; the body is whatever length is asked for."""
    header = bytearray(wire.encode(value)[0])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(header)))
        kind = data.draw(st.sampled_from(("flip", "cut", "insert", "truncate")))
        if kind == "flip" and at < len(header):
            header[at] ^= data.draw(st.integers(1, 255))
        elif kind == "cut":
            del header[at : at + data.draw(st.integers(1, 9))]
        elif kind == "insert":
            header[at:at] = data.draw(st.binary(min_size=1, max_size=9))
        elif kind == "truncate":
            del header[at:]
    read_anything(bytes(header))


@generous
@given(st.binary(max_size=200))
def test_any_bytes_give_a_value_or_a_wire_error(header: bytes) -> None:
    """Bytes that nobody encoded."""
    read_anything(header)
    try:
        wire.loads(header)
    except wire.WireError:
        pass


def read_anything(header: bytes) -> None:
    """Decode a header with a body that fits; WireError is the only exception that may come of it."""
    try:
        layout = wire.decode_header(header)
        assume(layout.body_bytes < 1 << 20)
        layout.decode(bytes(layout.body_bytes))
    except wire.WireError:
        pass


def run_python(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the interpreter with this checkout on its path."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3"}
    return subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False)


def test_the_fuzzer_finds_nothing() -> None:
    """20,000 inputs in a process of its own, which watches its memory; by hand it runs for as long as one likes."""
    done = run_python(str(ROOT / "tests" / "fuzz" / "wire_fuzz.py"), "--count", "20000", "--seed", "1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 crashes" in done.stdout


# --- other libraries --------------------------------------------------------------------------------------------------

PLAIN = """
import sys
from judge.sandbox import wire
assert wire.loads(wire.dumps([1, "a", {"k": (2.5, None, b"x", 3j)}])) == [1, "a", {"k": (2.5, None, b"x", 3j)}]
heavy = {"numpy", "tensorflow", "dataclasses", "enum", "typing", "re"} & set(sys.modules)
assert not heavy, heavy
"""

TENSORS = """
import numpy as np, tensorflow as tf
from judge.sandbox import wire

def refused(value, words, limits=wire.DEFAULT):
    try:
        wire.encode([value], limits)
    except wire.WireError as error:
        assert words in str(error) and str(error).startswith("[0]: "), error
        return type(error)
    raise AssertionError("encoded")

sent = [tf.constant([[1, 2, 3]]), tf.Variable(5, dtype=tf.int32), tf.constant(2.5, tf.float16), tf.zeros((0, 2))]
arrived = wire.loads(wire.dumps(sent))
assert [value.kind for value in arrived] == ["tensor", "variable", "tensor", "tensor"]
for value, original in zip(arrived, sent):
    expected = np.asarray(original.numpy())
    assert (value.array.dtype, value.array.shape) == (expected.dtype, expected.shape)
    assert value.array.tobytes() == expected.tobytes()
loose = tf.Variable([1.0], shape=tf.TensorShape(None))
assert wire.loads(wire.dumps(loose)).array.tolist() == [1.0]

unsupported, large = wire.UnsupportedValue, wire.TooLarge
assert refused(tf.constant([1.0], tf.bfloat16), "a tensor of bfloat16") is unsupported
assert refused(tf.Variable([1.0], dtype=tf.bfloat16), "a variable of bfloat16") is unsupported
assert refused(tf.constant("text"), "a tensor of string") is unsupported
assert refused(tf.ragged.constant([[1], [2, 3]]), "a RaggedTensor") is unsupported
assert refused(tf.zeros(11), "tensor of float32, shape (11,)", wire.Limits(body_bytes=40)) is large

@tf.function
def graph(x):
    assert refused(x, "a tensor without a value") is unsupported
    assert refused(sent[1], "a variable without a value") is unsupported
    return x

graph(tf.constant(1.0))
"""


def test_plain_values_need_no_library() -> None:
    """Neither importing the module nor sending built-in values loads NumPy or anything else of weight."""
    done = run_python("-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{PLAIN}")
    assert done.returncode == 0, done.stderr


@pytest.mark.tensorflow
@pytest.mark.skipif(importlib.util.find_spec("tensorflow") is None, reason="TensorFlow is not installed")
def test_tensors_and_variables_arrive_as_arrays() -> None:
    """TensorFlow's values in a process of their own; what has no value or no NumPy dtype is refused in words."""
    done = run_python("-c", TENSORS)
    assert done.returncode == 0, done.stderr[-2000:]
