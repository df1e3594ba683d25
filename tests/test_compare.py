"""What counts as a right answer, and what is said of a wrong one."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from judge.compare import Comparison, compare
from judge.errors import JudgeError
from judge.sandbox.wire import Foreign

Array = NDArray[Any]

GRID = np.arange(12.0).reshape(3, 4)
SHAPES = hnp.array_shapes(min_dims=0, max_dims=3, max_side=4)
NUMBERS = ("float16", "float32", "float64", "complex64", "complex128", "int8", "int64", "uint16", "uint64", "bool")

scalars = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.complex_numbers() | st.text() | st.binary(max_size=9)
)
arrays = st.sampled_from(NUMBERS).flatmap(lambda dtype: hnp.arrays(dtype, SHAPES))
values = st.recursive(
    scalars | arrays,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(max_size=3) | st.integers(), inner, max_size=3)
    ),
    max_leaves=6,
)
finite_arrays = hnp.arrays("float64", SHAPES, elements=st.floats(-1e6, 1e6))


def differ(expected: Any, answer: Any, **options: Any) -> Comparison:
    """Return the comparison of two values that have to differ."""
    result = compare(expected, answer, **options)
    assert not result.ok
    assert result.reason
    assert result.message.isprintable()
    return result


# ---- what is equal ----


@given(values)
def test_a_value_equals_itself(value: Any) -> None:
    """Whatever travels is a right answer where it is expected, NaN and infinities included."""
    result = compare(value, value)
    assert result.ok
    assert (result.reason, result.message) == ("", "")
    assert result.ratio in (None, 0.0)


@given(values, values)
def test_difference_is_symmetric(one: Any, other: Any) -> None:
    """Whether two values differ does not depend on which of them is the answer."""
    assert compare(one, other).ok == compare(other, one).ok


@given(arrays)
def test_memory_layout_does_not_matter(array: Array) -> None:
    """Fortran order and foreign byte order hold the same numbers."""
    swapped = array.astype(array.dtype.newbyteorder())
    assert compare(array, np.array(array, order="F")).ok
    assert compare(array, swapped).ok
    assert compare(swapped, array).ok


@pytest.mark.parametrize(
    ("expected", "answer"),
    [
        (3, np.int32(3)),
        (3, np.uint64(3)),
        (np.int64(3), 3),
        (2**63, np.uint64(2**63)),
        (0.5, np.float64(0.5)),
        (np.float64(0.5), 0.5),
        (True, np.bool_(True)),
        (1j, np.complex128(1j)),
        ("a", np.str_("a")),
        (0.0, -0.0),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        (Foreign("tensor", GRID), Foreign("tensor", GRID.copy())),
    ],
)
def test_the_same_value_in_another_guise(expected: Any, answer: Any) -> None:
    """NumPy's scalars stand for Python's numbers, and a dict has no order."""
    assert compare(expected, answer).ok


# ---- types ----


@pytest.mark.parametrize(
    ("expected", "answer", "message"),
    [
        (GRID, GRID.tolist(), "returned a list of 3 lists, an array of shape (3, 4) is expected; convert it with np"),
        (GRID, None, "returned None, an array of shape (3, 4) is expected; is a return statement missing?"),
        (GRID, 1.5, "returned a float, an array of shape (3, 4) is expected; does a reduction lack its axis?"),
        (GRID, np.float32(1), "returned a NumPy float32 scalar, an array of shape (3, 4) is expected"),
        (GRID, Foreign("tensor", GRID), "returned a TensorFlow tensor, an array of shape (3, 4) is expected; convert "
                                        "it with .numpy()"),
        (1, Foreign("variable", np.array(1)), "returned a TensorFlow variable, an int is expected; convert it with "
                                              ".numpy()"),
        (Foreign("tensor", GRID), GRID, "returned an array of shape (3, 4), a TensorFlow tensor is expected"),
        (Foreign("tensor", GRID), Foreign("variable", GRID), "returned a TensorFlow variable, a TensorFlow tensor is"),
        ((GRID, GRID), [GRID, GRID], "returned a list of 2 arrays, a tuple of 2 arrays is expected; convert it with t"),
        ((GRID, GRID), GRID, "returned an array of shape (3, 4), a tuple of 2 arrays is expected; return the"),
        ([1, 2], (1, 2), "returned a tuple of 2 ints, a list of 2 ints is expected; convert it with list(...)"),
        ([1, "a"], np.zeros(2), "returned an array of shape (2,), a list of 2 items is expected; convert it with .tol"),
        (1.0, np.array(1.0), "returned an array of shape (), a float is expected; take the number out with .item()"),
        (1, True, "returned a bool, an int is expected"),
        (True, 1, "returned an int, a bool is expected"),
        (1, 1.0, "returned a float, an int is expected"),
        (1.0, 1, "returned an int, a float is expected"),
        (1.0, 1j, "returned a complex number, a float is expected"),
        ("a", b"a", "returned a bytes, a str is expected"),
        (1, np.timedelta64(1, "s"), "returned an object of type timedelta64, an int is expected"),
        ([], {}, "returned an empty dict, an empty list is expected"),
        ([1], {1: 2}, "returned a dict of 1 entry, a list of 1 item is expected"),
        ({1: [2.0]}, {1: [None]}, "in [1][0]: got None, a float is expected; is a return statement missing?"),
    ],
)  # fmt: skip
def test_types_differ(expected: Any, answer: Any, message: str) -> None:
    """The type is compared first, and the message says what is due and how to get there."""
    result = differ(expected, answer, bound=None)
    assert result.reason == "type"
    assert result.message.startswith(message)
    assert result.error is result.bound is result.ratio is None


def test_lengths_differ() -> None:
    """A list or tuple has to have as many items as are expected."""
    assert differ([1, 2], [1]).message == "a list of 1 item, expected 2"
    assert differ((1, (2, 3)), (1, (2, 3, 4))).message == "in output 1: a tuple of 3 items, expected 2"
    assert differ([1], []).reason == "length"


def test_keys_differ() -> None:
    """Keys that are missing and keys that are not expected are both named; 1, 1.0 and True are different keys."""
    assert differ({"a": 1}, {"b": 1}).message == "keys missing: 'a'; not expected: 'b'"
    assert differ({1: 2}, {1.0: 2}).message == "keys missing: 1; not expected: 1.0"
    assert differ({1: 2}, {True: 2}).reason == "keys"
    many = differ({}, {i: i for i in range(9)})
    assert (many.reason, many.message) == ("keys", "keys not expected: 0, 1, 2 and 6 more")


def test_the_most_basic_difference_is_told() -> None:
    """A type that differs anywhere is told before a shape, a dtype and a value that differ elsewhere."""
    expected = (GRID, GRID, GRID, 1.0)
    worse = [2 * GRID, GRID.astype("float32"), GRID[:2], 1]
    assert differ(expected, tuple(worse)).reason == "type"
    assert differ(expected, (*worse[:3], 1.0)).message.startswith("in output 2: shape")
    assert differ(expected, (*worse[:2], GRID, 1.0)).message.startswith("in output 1: dtype")
    assert differ(expected, (worse[0], GRID, GRID, 1.0)).message.startswith("in output 0: 11 of 12 elements differ")


# ---- shapes and dtypes ----


@given(SHAPES, SHAPES)
def test_every_pair_of_shapes_differs(one: tuple[int, ...], other: tuple[int, ...]) -> None:
    """Shapes are never broadcast."""
    assume(one != other)
    assert differ(np.zeros(one), np.zeros(other), bound=1.0).reason == "shape"


@pytest.mark.parametrize(
    ("expected", "answer", "message"),
    [
        ((4, 3), (3, 4), "shape (3, 4), expected (4, 3); is it transposed?"),
        ((2, 4, 3), (2, 3, 4), "shape (2, 3, 4), expected (2, 4, 3); is it transposed?"),
        ((2, 3, 4), (3, 2, 4), "shape (3, 2, 4), expected (2, 3, 4); are its axes in another order?"),
        ((3, 1), (3,), "shape (3,), expected (3, 1); did you forget keepdims, or an axis of size 1?"),
        ((3,), (3, 1), "shape (3, 1), expected (3,); there is an axis of size 1 too many: is it left from keepdims or "
                       "None?"),
        ((3, 5), (3, 4), "shape (3, 4), expected (3, 5)"),
    ],
)  # fmt: skip
def test_shapes_differ(expected: tuple[int, ...], answer: tuple[int, ...], message: str) -> None:
    """Both shapes are told, with a hint where they are related."""
    assert differ(np.zeros(expected), np.zeros(answer)).message == message


@pytest.mark.parametrize("answer", NUMBERS)
@pytest.mark.parametrize("expected", NUMBERS)
def test_every_pair_of_dtypes_differs(expected: str, answer: str) -> None:
    """Each dtype is equal to itself only, even where the numbers are the same."""
    result = compare(np.ones(3, expected), np.ones(3, answer), bound=1.0)
    assert result.reason == ("" if expected == answer else "dtype")


@pytest.mark.parametrize(
    ("reference", "due", "answer", "ok"),
    [
        ("float64", "float32", "float32", True),
        ("float64", "float32", "float64", False),
        ("float64", "float64", "float32", False),
        ("float64", "float16", "float16", True),
        ("complex128", "float32", "complex64", True),
        ("complex128", "float32", "complex128", False),
        ("int64", "float32", "int64", True),
        ("bool", "float32", "float32", False),
        ("float32", "float64", "float32", True),
    ],
)
def test_the_format_that_is_due(reference: str, due: str, answer: str, ok: bool) -> None:
    """A reference that ran in float64 stands for the case's format; other dtypes stay as they are."""
    result = compare(np.ones(2, reference), np.ones(2, answer), dtype=due)
    assert (result.ok, result.reason) == ((True, "") if ok else (False, "dtype"))


def test_dtypes_differ() -> None:
    """Both dtypes are told, and which way the precision went."""
    wide = differ(GRID, GRID, dtype="float32")
    assert wide.message == "dtype float64, expected float32; something of dtype float64 widened it on the way"
    narrow = differ(GRID, GRID.astype(">f4"))
    assert narrow.message == "dtype float32, expected float64; it was cast to lower precision on the way"
    whole = differ(GRID, GRID.astype(int))
    assert whole.message == "dtype int64, expected float64; are floats written into an array of integers?"


def test_numbers_in_another_format() -> None:
    """A number alone may be a Python float, or in the format due; float16 is never what float64 asks for."""
    assert compare(np.float64(0.5), np.float32(0.5), dtype="float32").ok
    assert compare(np.float64(0.5), 0.5, dtype="float32").ok
    assert differ(0.5, np.float32(0.5)).message == "a number of dtype float32, expected float64"
    assert differ(0.5, np.float16(0.5), dtype="float32").reason == "dtype"


# ---- NaN and infinities ----


@given(finite_arrays.filter(lambda array: array.size), st.data())
def test_nan_matches_no_number(array: Array, data: st.DataObject) -> None:
    """One NaN in place of a number is found, and one number in place of NaN, whatever the bound."""
    spoilt = array.copy()
    spoilt.flat[data.draw(st.integers(0, array.size - 1))] = np.nan
    assert differ(array, spoilt, bound=np.inf).reason == "nan"
    assert differ(spoilt, array, bound=np.inf).reason == "nan"
    assert compare(spoilt, spoilt.copy(), bound=np.inf).ok


@pytest.mark.parametrize("wrong", [np.inf, -np.inf, 1e308, np.nan])
def test_infinities_match_themselves_only(wrong: float) -> None:
    """An infinity is no large number, and has a sign."""
    right = np.inf if wrong != np.inf else -np.inf
    assert differ(np.array([1.0, right]), np.array([1.0, wrong]), bound=1e308).reason in ("infinity", "nan")
    assert differ(right, wrong).reason in ("infinity", "nan")


def test_misplaced_nan_and_infinities() -> None:
    """How many there are, and where the first one is."""
    spoilt = GRID.copy()
    spoilt[1:, 2] = np.nan
    message = "NaN where a number is expected, in 2 of 12 elements; first at [1, 2]: got nan, expected 6.0"
    assert differ(GRID, spoilt).message == message
    assert differ((GRID, spoilt), (GRID, GRID)).message.startswith(
        "in output 1: a number where NaN is expected, in 2 of"
    )
    assert differ(1.0, float("inf")).message == "infinity where a finite number is expected: got inf, expected 1.0"
    assert differ(np.array([-np.inf, np.inf]), np.array([np.inf, np.inf])).message == (
        "infinity in the wrong places or of the wrong sign, in 1 of 2 elements; at [0]: got inf, expected -inf"
    )
    assert differ(np.array([np.nan, 1.0]), np.array([1.0, np.nan])).message.startswith(
        "NaN in the wrong places, in 2 of"
    )


def test_nan_is_told_before_values() -> None:
    """A misplaced NaN in the second output outranks a wrong value in the first."""
    assert differ((1.0, 2.0), (5.0, np.nan)).message.startswith("in output 1: NaN")


def test_complex_numbers_are_compared_part_by_part() -> None:
    """NaN and infinities have their places in each part, and the error is the distance in the plane."""
    assert differ(complex(np.nan, 1), complex(1, np.nan)).reason == "nan"
    assert differ(complex(np.inf, 1), complex(1, np.inf)).reason == "infinity"
    result = differ(np.array([1 + 1j]), np.array([4 + 5j]), bound=4.9)
    assert (result.error, result.bound) == (5.0, 4.9)
    assert not compare(complex(np.inf, 1), complex(np.inf, 3), bound=1.0).ok


# ---- values ----


@given(finite_arrays.filter(lambda array: array.size), st.floats(1e-12, 1e3), st.floats(-0.99, 0.99))
def test_errors_within_the_bound_are_accepted(array: Array, bound: float, share: float) -> None:
    """Less than the bound is accepted, and margins are told for right answers too."""
    moved = np.asarray(array + share * bound)
    assume(np.all(np.abs(moved.astype(np.longdouble) - array) <= bound))
    result = compare(array, moved, bound=bound)
    assert result.ok
    assert result.error is not None
    assert result.bound == bound
    assert result.ratio == pytest.approx(result.error / bound)


@given(finite_arrays.filter(lambda array: array.size), st.floats(1e-6, 1e3), st.floats(1.01, 1e9), st.data())
def test_one_error_beyond_the_bound_is_found(array: Array, bound: float, share: float, data: st.DataObject) -> None:
    """A single element that is off by more than its bound makes a wrong answer, and is the one shown."""
    index = tuple(data.draw(st.integers(0, size - 1)) for size in array.shape)
    moved = array.copy()
    moved[index] += share * bound
    result = differ(array, moved, bound=np.full(array.shape, bound))
    assert result.reason == "value"
    assert result.ratio is not None
    assert result.ratio > 1
    assert (f"1 of {array.size} elements differs; at {list(index)}:" in result.message) == (array.ndim > 0)


def test_zeros_do_not_pass_for_tiny_probabilities() -> None:
    """A bound that is relative to each element leaves no room for zeros."""
    tiny = np.array([1.0, 1e-9, 1e-30, 1e-200])
    result = differ(tiny, np.array([1.0, 0.0, 0.0, 0.0]), bound=1e-12 * tiny)
    assert result.message.startswith("3 of 4 elements differ; worst at [")
    assert result.ratio == pytest.approx(1e12)


def test_the_worst_element_is_worst_against_its_own_bound() -> None:
    """A small error with a small bound is worse than a large error with a large one."""
    result = differ(np.zeros(3), np.array([10.0, 0.5, 0.0]), bound=np.array([9.0, 0.1, 0.0]))
    assert result == Comparison(
        ok=False,
        reason="value",
        message="2 of 3 elements differ; worst at [1]: got 0.5, expected 0.0 (error 0.5, bound 0.1)",
        error=10.0,
        bound=0.1,
        ratio=5.0,
    )


def test_a_bound_of_zero() -> None:
    """Without error the ratio is 0, with any error it is infinite."""
    assert compare(1.5, 1.5, bound=0.0) == Comparison(True, "", "", 0.0, 0.0, 0.0)
    assert differ(1.5, np.nextafter(1.5, 2), bound=0.0).ratio == np.inf
    assert differ(GRID, np.nextafter(GRID, 99)).ratio == np.inf


def test_differences_do_not_overflow() -> None:
    """The two ends of float64 are compared without a warning, and so are those of int64 and uint64."""
    ends = np.array([1.7e308, -1.7e308])
    assert not compare(ends, -ends, bound=1e308).ok
    low, high = np.array([-(2**63)]), np.array([2**63 - 1])
    assert differ(low, high).error == pytest.approx(2.0**64)
    assert compare(low, high, bound=2.0**65).ok


def test_integers_are_compared_exactly() -> None:
    """Neighbours that are one float64 are still different integers, in arrays and alone."""
    assert differ(np.array([2**63], "u8"), np.array([2**63 - 1], "u8")).error == 1
    assert differ(2**60, 2**60 + 1).message == "got 1152921504606846977, expected 1152921504606846976"
    assert differ(2**64, np.uint64(2**64 - 1)).error == 1
    assert differ(10, 12, bound=1.5).message == "got 12, expected 10 (error 2, bound 1.5)"
    assert compare(10, 11, bound=1.5).ratio == pytest.approx(2 / 3)


def test_low_precision_is_widened_first() -> None:
    """float16 and float32 answers are held against the float64 value itself."""
    third = np.array([1 / 3])
    result = compare(third, third.astype("float16"), bound=1e-3, dtype="float16")
    assert result.ok
    assert result.error == abs(float(np.float16(1 / 3)) - 1 / 3)
    assert not compare(third, third.astype("float16"), bound=1e-5, dtype="float16").ok


def test_equality_in_a_lower_precision() -> None:
    """Without a bound the answer has to be the expected value as it is in the answer's format."""
    third = np.array([1 / 3])
    assert compare(third, third.astype("float32"), dtype="float32").ok
    assert not compare(third, np.nextafter(third.astype("float32"), np.float32(1)), dtype="float32").ok


def test_values_differ_in_several_outputs() -> None:
    """The worst output is shown; the others are counted."""
    result = differ((1.0, GRID, "a"), (1.5, GRID + 1, "a"), bound=(1e-3, 0.5, None))
    assert result.message == "in output 0: got 1.5, expected 1.0 (error 0.5, bound 0.001); in all, 2 of 3 items differ"
    assert (result.error, result.ratio) == (1.0, 500.0)


def test_words_and_bools_differ() -> None:
    """Values without arithmetic are equal or not; there is no error to tell."""
    result = differ(["a", "b"], ["a", "c"])
    assert (result.reason, result.message, result.error) == ("value", "in [1]: got 'c', expected 'b'", None)
    flags = differ(np.array([True, False]), np.array([False, True]))
    assert flags.message == "2 of 2 elements differ; first at [0]: got False, expected True"
    assert differ(True, False).message == "got False, expected True"


def test_digits_tell_values_apart() -> None:
    """A float32 that reads like the float64 expected is written out; so are an error and a bound that read alike."""
    result = differ(0.1, np.float32(0.1), dtype="float32", bound=1e-12)
    assert result.message == "got 0.10000000149011612, expected 0.1 (error 1.49e-09, bound 1e-12)"
    close = differ(0.0, 0.10001, bound=0.1)
    assert close.message.endswith("(error 0.10001, bound 0.1)")


# ---- what is shown ----


def test_huge_ints_are_not_printed() -> None:
    """Python refuses to write more than 4300 digits, and nobody wants to read them."""
    assert differ(3, -(10**5000)).message == "got a negative int of about 5001 digits, expected 3"
    assert differ(3, 10**5000).error == np.inf
    twins = differ(10**5000, 10**5000 + 7)
    assert twins.message.endswith("int of about 5001 digits (they differ by 7)")
    assert compare(10**5000, 10**5000 + 7, bound=8.0).ok


def test_long_strings_are_cut_where_they_differ() -> None:
    """The part around the first difference is shown."""
    result = differ("x" * 5000 + "a" + "y" * 5000, "x" * 5000 + "b" + "y" * 5000)
    assert len(result.message) < 200
    assert "xb" in result.message
    assert "xa" in result.message
    assert len(differ("a", "b" * 10_000).message) < 200
    assert len(differ(b"a", b"b" * 10_000).message) < 200


def test_control_characters_are_escaped() -> None:
    """An answer cannot steer the terminal, through values or through keys."""
    hostile = "\x1b[2J\u202e\ud800\n"
    for expected, answer in [
        ("a", hostile),
        (["a"], [hostile]),
        ({"a": 1}, {hostile: 1}),
        ({hostile: 1}, {hostile: 2}),
    ]:
        assert "\\x1b[2J" in differ(expected, answer).message


@given(values, values)
def test_messages_are_one_short_line(expected: Any, answer: Any) -> None:
    """Whatever is compared, what is said of it fits on a screen."""
    result = compare(expected, answer)
    assert result.ok == (result.message == "")
    assert len(result.message) < 500
    assert result.message == "" or result.message.isprintable()


# ---- bounds ----


def test_bounds_in_the_structure_of_the_answer() -> None:
    """A bound may be one number, an array that broadcasts, or a structure of such."""
    moved = GRID + 0.5
    assert compare(GRID, moved, bound=np.array([[1.0], [0.5], [0.6]])).ok
    assert compare((GRID, 1.0), (moved, 1.5), bound=0.5).ok
    assert compare([GRID, 1.0], [moved, 1.5], bound=(0.5, np.float64(0.5))).ok
    assert compare({"a": GRID, "b": 1.0}, {"a": moved, "b": 1.0}, bound={"a": 1.0, "b": None}).ok
    assert compare([1.0, 2.0], [1.5, 2.0], bound=np.array([0.5, 0.0])).ok
    assert compare(Foreign("tensor", GRID), Foreign("tensor", moved), bound=1.0).ok
    assert compare(["a", True, None], ["a", True, None], bound=1.0).ok
    assert not compare((GRID, 1.0), (moved, 1.5), bound=(0.5, None)).ok


@pytest.mark.parametrize(
    ("expected", "bound"),
    [
        (GRID, np.nan),
        (GRID, -1e-300),
        (GRID, np.where(GRID == 5, np.nan, 1.0)),
        (GRID, np.ones(3)),
        (GRID, np.ones((1, 3, 4))),
        (GRID, 1j),
        (GRID, "1"),
        (GRID, [1.0, [2.0]]),
        (1, -1),
        (1.0, np.ones(1)),
        ((1.0, 2.0), (1.0,)),
        ((1.0, GRID), np.ones(2)),
        ({"a": 1.0}, {"b": 1.0}),
        ([GRID], [np.nan]),
    ],
)
def test_a_bound_that_nobody_can_have_meant(expected: Any, bound: Any) -> None:
    """It is the author's fault and told as such, whatever the answer is."""
    for answer in (expected, None):
        with pytest.raises(JudgeError):
            compare(expected, answer, bound=bound)


@pytest.mark.parametrize("expected", [object(), np.array(["a"]), np.array([None]), [np.datetime64(0, "s")]])
def test_an_expected_value_that_cannot_be_compared(expected: Any) -> None:
    """It is the reference's fault, never the candidate's."""
    with pytest.raises(JudgeError):
        compare(expected, expected)


def test_a_format_that_does_not_exist() -> None:
    """An unknown dtype is the author's fault."""
    with pytest.raises(JudgeError, match="float99"):
        compare(GRID, GRID, dtype="float99")


@pytest.mark.parametrize("answer", [object(), np.array(["a"] * 3), np.array([None] * 3), np.zeros(3, "M8[s]"), sys])
def test_odd_answers_are_only_wrong(answer: Any) -> None:
    """No answer makes the comparison raise."""
    assert differ(np.zeros(3), answer).reason in ("type", "dtype")
