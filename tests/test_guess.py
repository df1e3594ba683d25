"""What the judge makes of wrong answers: the mistake where one fits tightly, and silence otherwise."""

from __future__ import annotations

import math
import time
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from judge.guess import guess
from judge.sandbox.wire import Foreign
from judge.suite import Call, Data, Slip, Suite, call
from judge.symptoms import Sample, diagnose

Array = NDArray[Any]

X = Data(1, "guess").normal((5, 7))
TALL = Data(2, "guess").normal((4, 3, 6), mean=2.0)
BOUND = 1e-13


def softmax(x: Array, axis: int | None = -1) -> Array:
    """Return the softmax of x along an axis."""
    powers = np.exp(x - x.max(axis=axis, keepdims=True))
    return np.asarray(powers / powers.sum(axis=axis, keepdims=True))


P = softmax(X)


def guessed(expected: Any, answer: Any, *args: Any, bound: Any = BOUND, dtype: str | None = None) -> str:
    """Guess without slips, for a call with the arguments given."""
    return guess(call(*args), expected, answer, slips=(), bound=bound, dtype=dtype)


# ---- slips ----


def suite_of_softmax() -> Suite:
    """A suite with slips of softmax, one of which raises and one of which does not apply."""
    suite = Suite()
    suite.slip("a slip that raises")(lambda x, axis=-1: 1 / 0)
    suite.slip("a slip that does not apply")(lambda x, axis=-1: None)
    suite.slip("softmax that is right")(softmax)
    suite.slip("softmax over axis 0")(lambda x, axis=-1: softmax(x, 0))
    suite.slip("softmax over the first axis")(lambda x, axis=-1: softmax(x, 0))
    suite.slip("exp without subtracting the maximum")(lambda x, axis=-1: np.exp(x) / np.exp(x).sum(axis, keepdims=True))
    suite.slip("both the result and its logarithm")(lambda x, axis=-1: (softmax(x), np.log(softmax(x))))
    return suite


def slipped(made: Call, answer: Any, expected: Any = None, **options: Any) -> str:
    """Guess with the slips of softmax."""
    due = softmax(np.asarray(made.args[0], np.float64)) if expected is None else expected
    return guess(made, due, answer, slips=suite_of_softmax().slips, **{"bound": BOUND, **options})


def test_the_first_slip_that_fits_is_named() -> None:
    """Slips that raise, do not apply or are no mistake are passed over."""
    assert slipped(call(X), softmax(X, 0)) == "looks like softmax over axis 0"


@pytest.mark.parametrize("kind", ["float32", "float64"])
def test_slips_are_computed_in_float64(kind: str) -> None:
    """A float32 answer fits the slip although the slip is computed in float64."""
    x = X.astype(kind)
    bound = 8 * float(np.finfo(kind).eps)
    assert slipped(call(x), softmax(x, 0), bound=bound, dtype=kind) == "looks like softmax over axis 0"


def test_dtypes_do_not_count() -> None:
    """An answer of the wrong dtype and with the wrong axis has the slip named; with the right axis it has none."""
    assert slipped(call(X), softmax(X, 0).astype("float32")) == "looks like softmax over axis 0"
    assert slipped(call(X), Foreign("tensor", softmax(X, 0))) == "looks like softmax over axis 0"
    assert slipped(call(X), P.astype("float32"), bound=1e-6) == ""


def test_places_of_nan_have_to_agree() -> None:
    """An overflow is recognised by the NaN it leaves, and only where the slip leaves the same."""
    x = np.array([[800.0, 1.0, -2.0], [0.5, 1.0, 1.5]])
    with np.errstate(all="ignore"):
        overflow = np.exp(x) / np.exp(x).sum(axis=-1, keepdims=True)
    assert np.isnan(overflow).any()
    assert slipped(call(x), overflow) == "looks like exp without subtracting the maximum"
    assert "exp without" not in slipped(call(x), np.where(np.isnan(overflow), 0.5, overflow))
    assert slipped(call(x), np.where(x == 1.5, np.nan, overflow)) == ""


def test_a_slip_of_another_structure() -> None:
    """A slip may return more, or other shapes, than are expected."""
    answer = (P, np.log(P))
    assert slipped(call(X), answer) == "looks like both the result and its logarithm"
    suite = Suite()
    suite.slip("a sum without keepdims")(lambda x: x.sum(axis=-1))
    due, given = X.sum(axis=-1, keepdims=True), X.sum(axis=-1)
    assert guess(call(X), due, given, slips=suite.slips) == "looks like a sum without keepdims"


def test_all_outputs_have_to_fit() -> None:
    """A slip that explains one output of two explains nothing."""
    suite = Suite()
    suite.slip("a wrong pair")(lambda x: (x + 1, x + 2))
    assert guess(call(X), (X, X), (X + 1, X + 2), slips=suite.slips) == "looks like a wrong pair"
    assert guess(call(X), (X, X), (X + 1, softmax(X)), slips=suite.slips) != "looks like a wrong pair"


def test_a_slip_has_to_be_clearly_wrong() -> None:
    """Where slip and reference agree within their round-off, the answer's error is another one."""
    suite = Suite()
    suite.slip("eps left out")(lambda x: x * (1 + 1e-15))
    assert guess(call(X), X, X * (1 + 1e-15), slips=suite.slips, bound=1e-17) == ""


def test_slips_of_another_entry_point_are_passed_over() -> None:
    """A slip is tried on the calls of its own entry point only."""
    slips = [Slip("names in reverse", lambda names: names[::-1], "recommend")]
    names = ["a", "c", "b"]
    assert guess(call(names, entry="recommend"), names, names[::-1], slips=slips) == "looks like names in reverse"
    assert guess(call(names, entry="other"), names, ["a", "b"], slips=slips) == "one item too few, 'c' is missing"


def test_slips_get_copies() -> None:
    """A slip that writes to its argument changes nothing for the next one, nor for the caller."""
    suite = Suite()

    @suite.slip("a slip that writes")
    def writes(x: Array, more: list[Array]) -> None:
        x[:] = 0
        more[0][:] = 0

    suite.slip("the sum of both")(lambda x, more: x + more[0])
    x = X.copy()
    assert guess(call(x, [x]), X, 2 * X, slips=suite.slips) == "looks like the sum of both"
    assert (x == X).all()


def test_slips_get_arguments_by_name() -> None:
    """Optional arguments reach the slip as they reach a submission."""
    suite = Suite()
    suite.slip("the axis ignored")(lambda x, axis=-1: softmax(x))
    assert guess(call(X, axis=0), softmax(X, 0), P, slips=suite.slips) == "looks like the axis ignored"


# ---- relations ----


@pytest.mark.parametrize(
    ("expected", "answer", "told"),
    [
        (X, X.T, "transposed"),
        (X[:5, :5], X[:5, :5].T, "transposed"),
        (TALL, np.swapaxes(TALL, 1, 2), "transposed in its last two axes"),
        (TALL, TALL.T, "transposed, all axes reversed"),
        (X, -X, "of the opposite sign"),
        (X, 0 * X, "all zeros"),
        (X, np.full_like(X, 0.25), "the same value, 0.25, everywhere"),
        (X, 2 * X, "off by a factor 2"),
        (X, X / 2, "off by a factor 1/2"),
        (X, -2 * X, "off by a factor -2"),
        (X, X * 1.37, "off by a factor 1.37"),
        (X, X * (1 + 3e-5), "off by a factor 1 + 3e-05"),
        (X, X * (1 - 3e-5), "off by a factor 1 - 3e-05"),
        (X, X + 0.5, "off by an added constant, 0.5"),
        (X, X.reshape(7, 5), "the right values in another shape"),
        (X, X[::-1], "in reverse order along axis 0"),
        (X[0], X[0, ::-1], "in reverse order"),
        (X, X.T.reshape(5, 7), "the right values in another order (a reshape for a transpose?)"),
        (X[0], np.sort(X[0]), "the right values in another order"),
        (X, np.round(X, 3), "rounded to 3 decimals"),
        (X, np.round(X, 1), "rounded to 1 decimal"),
        (9 * X, np.rint(9 * X), "rounded to whole numbers"),
        (9 * X, np.trunc(9 * X), "cut to whole numbers"),
        (X, X.astype("float16"), "right to about float16 precision only"),
        (X, X.astype("float32"), "right to about float32 precision only"),
        (X, X.astype("float32").astype("float64") / 3 * 3, "right to about float32 precision only"),
        (P, softmax(X, 0), "probabilities that sum to 1 along axis 0, not along axis 1"),
        (P, softmax(X, None), "probabilities that sum to 1 over the whole array, not along axis 1"),
        ((X, P), (P, X), "the outputs in another order"),
        ((X, P), (X, 2 * P), "output 1: off by a factor 2"),
        ({"a": (X, P)}, {"a": (X, -P)}, "[a][1]: of the opposite sign"),
        ([1, 2, 5], [2, 3, 6], "off by an added constant, 1"),
    ],
)  # fmt: skip
def test_relations(expected: Any, answer: Any, told: str) -> None:
    """Each relation that gives a mistake away is named."""
    assert guessed(expected, answer).replace("'", "") == told


def test_probabilities_that_do_not_sum_to_one() -> None:
    """One of the sums that are off is told."""
    told = guessed(P, P**2)
    assert told.startswith("probabilities that do not sum to 1 along axis 1 (one sum is 0.")
    assert guessed(P[0], P[0] ** 2).startswith("probabilities that do not sum to 1 (one sum is 0.")


def test_other_probabilities_are_not_said_to_miss_1() -> None:
    """Rows of which most have one entry sum to 1 as they should: the sum gives nothing away."""
    answer = np.eye(5)[[0, 0, 1, 2, 3]]
    assert guessed(softmax(X[:, :5]), answer) == ""


def test_one_full_slice_among_empty_ones_is_no_sum_over_everything() -> None:
    """All entries sum to 1 then as well, and that one slice is right."""
    answer = np.where(np.arange(5)[:, None] == 2, P, 0.0)
    assert guessed(P, answer) == "probabilities that do not sum to 1 along axis 1 (one sum is 0)"


def test_negative_numbers_are_no_probabilities() -> None:
    """Logits returned in their place need no sum."""
    assert guessed(P, X) == "something else than probabilities: some are negative"


def test_nearly_equal_values_are_no_sign_of_another_order() -> None:
    """Weights of a saturated softmax are 0 and 1 but for traces, in any order."""
    due = np.array([1.0, 1e-15, 2e-15, 3e-15, 4e-15, 1 - 1e-15])
    assert guessed(due, due[::-1]) == ""
    assert guessed(due, due[[1, 0, 2, 3, 4, 5]]) == ""


def test_errors_far_below_float32_are_not_its_precision() -> None:
    """Twelve right digits are more than float32 has."""
    assert guessed(X, X + 1e-10 * np.sign(TALL.ravel()[:35].reshape(5, 7) - 2)) == ""


def test_unit_rows_are_no_probabilities() -> None:
    """An identity matrix sums to 1 along each axis without being probabilities."""
    answer = np.eye(4) + Data(3, "noise").uniform((4, 4))
    assert guessed(np.eye(4), answer) == ""


@pytest.mark.parametrize(
    ("factor", "name"),
    [
        (math.sqrt(5), "sqrt(5), where 5 is a size of the input"),
        (1 / math.sqrt(7), "1/sqrt(7), where 7 is a size of the input"),
        (1 / 5, "1/5, where 5 is a size of the input"),
        (7 / 6, "7/6, where 7 is a size of the input"),
        (math.sqrt(4 / 5), "sqrt(4/5), where 5 is a size of the input"),
        (1 / math.log(2), "1/ln 2"),
    ],
)
def test_factors_of_the_sizes(factor: float, name: str) -> None:
    """A factor is told in terms of a size of the input where it has one, in scalars too."""
    assert guessed(X, factor * X, X) == f"off by a factor {name}"
    assert guessed(1.25, factor * 1.25, X) == f"off by a factor {name}"


def test_a_factor_of_two_names() -> None:
    """Where 4 is a size, 2 may be its root: both are told."""
    x = Data(4, "four").normal((4, 9))
    assert guessed(x, 2 * x, x) == "off by a factor 2 = sqrt(4), where 4 is a size of the input"


def test_copies_of_an_input() -> None:
    """The argument that comes back unchanged is named."""
    gamma = X[0]
    assert guessed(P, X, X, gamma) == "an unchanged copy of the first argument"
    assert guessed(P[0], gamma, X, gamma) == "an unchanged copy of the second argument"
    assert guess(call(P, mask=X), P, X, slips=()) == "an unchanged copy of mask"
    assert guessed(P[:1], P[0], X, P[0]) == "the right values in another shape"


@pytest.mark.parametrize(
    ("expected", "answer", "told"),
    [
        (["a", "b", "c"], ["c", "a", "b"], "the right items in another order"),
        (["a", "b", "c"], ["c", "b", "a"], "the right items in reverse order"),
        (["a", "b"], ["b", "a"], "the right items in another order"),
        (["a", "b", "c"], ["a", "b", "c", "d"], "one item too many, 'd'"),
        (["a", "b", "c"], ["a", "c"], "one item too few, 'b' is missing"),
        (["a", "b"], ["a", "a", "b"], "one item too many, 'a'"),
        (["a", "b", "c"], ["a", "x", "c"], ""),
        ([], ["a"], ""),
        (["a"], [], ""),
    ],
)
def test_lists_of_names(expected: list[str], answer: list[str], told: str) -> None:
    """Lists of words are compared by what is in them."""
    assert guessed(expected, answer) == told


def test_float32_is_due() -> None:
    """Where float32 is due, its precision is no finding, and float16's is."""
    x = X.astype("float32")
    assert guessed(X, x, bound=1e-12, dtype="float32") == ""
    assert guessed(X, X.astype("float16"), bound=1e-6, dtype="float32") == "right to about float16 precision only"


# ---- silence ----


@pytest.mark.parametrize("seed", range(20))
def test_unrelated_answers_have_no_guess(seed: int) -> None:
    """Numbers that have nothing to do with each other are not explained."""
    data = Data(seed, "unrelated")
    x, expected, answer = (data.normal((4, 6)) for _ in range(3))
    assert guessed(expected, answer, x) == ""
    assert guessed(expected.ravel()[:4], answer.ravel()[:4], x) == ""
    assert guessed(float(expected[0, 0]), float(answer[0, 0]), x) == ""


@pytest.mark.parametrize("change", [lambda x: -x, lambda x: 2 * x, lambda x: x + 1, lambda x: x[::-1], lambda x: 0 * x])
def test_one_element_that_does_not_fit_is_enough(change: Any) -> None:
    """A relation has to hold everywhere."""
    answer = change(X).copy()
    answer[2, 3] += 0.125
    assert guessed(X, answer, X) == ""


def test_few_different_values_agree_by_chance() -> None:
    """Zeros and ones in another order are no sign of a reversal, a transposition or a permutation."""
    expected = np.zeros((3, 3))
    expected[0, 1] = expected[2, 2] = 1
    for answer in (expected.T, expected[::-1], np.roll(expected, 1)):
        assert guessed(expected, answer) == ""
    assert guessed(np.array([1.0, 0.0, 0.0]), np.array([0.0, 0.0, 1.0])) == ""


def test_right_answers_have_no_guess() -> None:
    """Values within the tolerance are not what is wrong."""
    assert guessed(X, X.copy(), X) == ""
    assert guessed(X, X.astype("float32"), X, bound=1e-6) == ""
    assert guessed(["a"], ["a"]) == ""


odd = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(10**400, 10**401)
    | st.floats()
    | st.complex_numbers()
    | st.text(max_size=3)
    | st.sampled_from(["float16", "float64", "complex64", "int8", "uint64", "bool", "U2"]).flatmap(
        lambda dtype: hnp.arrays(dtype, hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3))
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(max_size=2) | st.integers(), inner, max_size=2)
    ),
    max_leaves=4,
)


@given(odd, odd, odd, st.none() | st.floats())
def test_odd_data_is_survived(expected: Any, answer: Any, argument: Any, bound: float | None) -> None:
    """Whatever the values are, there is a text, and no warning reaches the user."""
    slips = [Slip("the argument", lambda x: x)]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        told = guess(call(argument), expected, answer, slips=slips, bound=bound)
    assert isinstance(told, str)


two_arrays = hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3).flatmap(
    lambda shape: st.tuples(*[hnp.arrays("float64", shape)] * 2)
)


@given(two_arrays, hnp.arrays("float64", 2), st.floats(0, allow_nan=False))
@settings(max_examples=200)
def test_detectors_survive_all_numbers(pair: tuple[Array, Array], argument: Array, tolerance: float) -> None:
    """The relations themselves, without the net around them, hold for NaN, infinities and no numbers at all."""
    with np.errstate(all="ignore"):
        assert isinstance(diagnose(Sample(*pair, tolerance, 2.0**-53, {"x": argument})), str)
        assert isinstance(diagnose(Sample(pair[0], argument, tolerance, 2.0**-53, {"x": argument})), str)


def test_a_guess_is_made_fast() -> None:
    """Ten slips and all relations cost a few milliseconds for a small array; the fastest of five tries counts."""
    suite = Suite()
    for i in range(10):
        suite.slip(f"slip {i}")(lambda x, i=i: softmax(x) * (3 + i))
    answer = Data(5, "fast").normal(X.shape)
    times = []
    for _ in range(5):
        start = time.process_time()
        guess(call(X), P, answer, slips=suite.slips, bound=BOUND)
        times.append(time.process_time() - start)
    assert min(times) < 0.02


def test_zeros_are_not_explained_by_a_slip() -> None:
    """An untouched stub returns them; that a slip gives zeros for one call says nothing."""
    suite = Suite()
    suite.slip("a slip that gives zeros here")(lambda x: np.zeros(x.shape))
    told = guess(call(X), X, np.zeros(X.shape), slips=suite.slips, bound=BOUND)
    assert told == "all zeros"
