"""Hidden tests of softmax."""

from __future__ import annotations

from typing import Any

import numpy as np

from judge.suite import FLOATS, Call, Data, Roundoff, Suite, call


def softmax_bound(made: Call, expected: Any, roundoff: Roundoff) -> Any:
    """How far an honest softmax may be from the exact one, relative to each probability.

    Write p = exp(x - y) with y the log-sum-exp of a slice of n entries, and M for the largest |x| in it.

    - Exponent. Shifted by the maximum m, numerator and denominator each have the absolute error u |x - m| <= 2 M u in
      their exponents. In the form exp(x - y) the errors are those of y and of x - y. A running log-sum-exp
      (np.logaddexp.reduce) takes n steps, each of which rounds twice, a logarithm and its sum with a number below
      M + log n; the difference x - y is below twice that. A sum of 2 n + 8 terms of size M + log n covers both forms.
    - Factor. n exponentials (within 4 u each), their sum in any order, and a division: n + 8 terms of size 1.

    exp turns the first into a relative error, hence expm1. This is the analysis of P. Blanchard, D. J. Higham and
    N. J. Higham, "Accurately computing the log-sum-exp and softmax functions", IMA Journal of Numerical Analysis 41
    (2021), 2311-2330, with constants that hold for any order of summation. Below `tiny` a result may underflow. The
    probability of -inf is exactly 0.
    """
    x = np.asarray(made.args[0], dtype=np.float64)
    axis = made.kwargs.get("axis", -1)
    n = x.shape[axis]
    largest = np.max(np.abs(x), axis=axis, keepdims=True, where=np.isfinite(x), initial=0.0)
    exponent = roundoff.sum(largest + np.log(n), 2 * n + 8)
    relative = np.expm1(exponent + roundoff.sum(1.0, n + 8))
    return np.where(np.isneginf(x), 0.0, expected * relative + roundoff.tiny)


suite = Suite(bound=softmax_bound)


# --- basic -----------------------------------------------------------------------------------------------------------


@suite.case("basic", keep="one dimension: what it rejects is easiest to understand here")
def one_vector(data: Data) -> Call:
    """The formula itself, in one dimension: no axis to get wrong."""
    return call(data.normal(7, scale=2.0))


@suite.case("basic", dtypes=FLOATS, keep="a batch of logits, the commonest call, in both dtypes")
def rows_of_a_matrix(data: Data, dtype: str) -> Call:
    """Two axes of unequal size and the default axis: sums over all entries or over columns differ."""
    return call(data.normal((4, 6), mean=0.7, scale=1.5, dtype=dtype))


# --- axis ------------------------------------------------------------------------------------------------------------


@suite.case("axis", dtypes=FLOATS, keep="the only axis 0: the other axes are met by other mistakes")
def first_axis_of_three(data: Data, dtype: str) -> Call:
    """An axis that is not the last: -1 written into the code shows."""
    return call(data.normal((3, 4, 5), dtype=dtype), axis=0)


@suite.case("axis", keep="a negative axis in the middle, where an axis moved to the end has to be moved back")
def middle_axis_counted_from_the_end(data: Data) -> Call:
    """A negative axis other than the default; an axis moved to the end has to be moved back."""
    return call(data.normal((2, 5, 3), scale=1.5), axis=-2)


@suite.case("axis")
def third_axis_of_five(data: Data) -> Call:
    """More dimensions than a hand-written loop over rows expects, one of them of size 1."""
    return call(data.normal((2, 3, 4, 1, 2)), axis=2)


@suite.case("axis", keep="without keepdims there are numbers to name the slip by; elsewhere it raises")
def square_matrix_along_the_last_axis(data: Data) -> Call:
    """Reductions without keepdims broadcast quietly here, against the wrong axis."""
    return call(data.normal((5, 5), scale=2.0))


@suite.case("axis")
def last_axis_of_a_matrix_by_its_number(data: Data) -> Call:
    """axis=1 of a matrix, the commonest axis there is. Of two logits the unlikely one is not 1 less the other."""
    x = data.normal((3, 2))
    x[1] += 25.0, -25.0
    return call(x, axis=1)


# --- stability -------------------------------------------------------------------------------------------------------


@suite.case("stability", dtypes=("float32",), keep="exp without a shift, and nothing else, fails by this name")
def logits_near_ten_thousand(data: Data, dtype: str) -> Call:
    """exp(1e4) is infinite, and a float32 there has three digits after the point left: the differences still count."""
    x = 1e4 - data.uniform((3, 6), 0.0, 5.0)
    x[0, 2] = 1e4
    return call(x.astype(dtype))


@suite.case("stability")
def slices_far_apart(data: Data) -> Call:
    """One shift for the whole array underflows in all slices but one; the slices are the columns of a matrix."""
    offsets = np.array([-9990.0, 0.0, 9990.0, -350.0])
    return call(offsets + data.normal((5, 4)), axis=0)


@suite.case("stability", dtypes=FLOATS, keep="the whole range at once, in both floating dtypes")
def both_extremes_in_one_slice(data: Data, dtype: str) -> Call:
    """The maximum is the only safe shift: the mean, or zero, leaves exponents in the thousands."""
    x = data.normal((3, 5))
    x[0, :2] = 1e4, -1e4
    x[1, 1:4] = -1e4, 1e4, 9999.0
    x[2, 2:] = -1e4, -9998.5, -1e4
    x[2, :2] = -9999.0
    return call(x.astype(dtype))


@suite.case("stability", dtypes=FLOATS)
def tiny_probabilities(data: Data, dtype: str) -> Call:
    """Probabilities down to 1e-25 count as relative numbers, as do those near the least there are.

    exp without a shift loses digits in two rows before anything is NaN or very large: it is too late to shift then.
    """
    x = -data.uniform((3, 6), 0.0, 56.0)
    least = np.log(np.finfo(dtype).tiny)
    x[1:, :2] = 0.0, -55.0
    x[2] *= -least / 60
    x[1:] += least * np.array([[1.0], [0.7]])
    return call(x.astype(dtype))


# --- minus infinity --------------------------------------------------------------------------------------------------


@suite.case("minus infinity", dtypes=FLOATS, keep="-inf among others, in both dtypes, as a mask has it")
def scattered_minus_infinities(data: Data, dtype: str) -> Call:
    """-inf at random places: probability exactly 0, and the others share what is left."""
    x = data.normal((4, 6), dtype=dtype)
    x[:, 1:][data.booleans((4, 5), 0.4)] = -np.inf
    x[2, 3] = -np.inf
    return call(x)


@suite.case("minus infinity")
def minus_infinity_first(data: Data) -> Call:
    """A running maximum that starts from the first entry has to survive -inf less -inf."""
    x = data.normal((2, 6, 3))
    x[:, :2] = -np.inf
    x[1, 2, 0] = -np.inf
    return call(x, axis=1)


@suite.case("minus infinity")
def minus_infinity_beside_the_lowest_logits(data: Data) -> Call:
    """-inf is lower than any stand-in: with logits near -1e4 a fill of -1e4 is not low enough."""
    x = -1e4 + data.uniform((3, 5), 0.0, 3.0)
    x[0, 4] = x[1, 0] = x[2, 2] = -np.inf
    return call(x)


# --- shape and memory ------------------------------------------------------------------------------------------------


@suite.case("shape", dtypes=FLOATS)
def a_single_logit(data: Data, dtype: str) -> Call:
    """The smallest array there is; its probability of 1 has a dtype, too."""
    return call(data.normal(1, mean=-800.0, dtype=dtype))


@suite.case("shape")
def one_row_alone(data: Data) -> Call:
    """A batch of one slice keeps its axis, although there is nothing else in it."""
    return call(data.normal((1, 5), scale=2.0))


@suite.case("shape")
def a_column_of_single_logits(data: Data) -> Call:
    """Slices of one logit each are due 1, in float64, as the logits are int32."""
    return call(data.integers((3, 1), -9, 10, dtype="int32"))


@suite.case("shape", dtypes=FLOATS)
def long_slices(data: Data, dtype: str) -> Call:
    """600 terms: the order of summation matters, and half precision inside has long been lost."""
    return call(data.normal((2, 600), dtype=dtype))


@suite.case("memory")
def column_major_order(data: Data) -> Call:
    """F-ordered input: code that works on raw memory or reshapes sees another array. The lowest axis there is."""
    return call(np.asfortranarray(data.normal((5, 3, 2, 4))), axis=-4)


# --- integers --------------------------------------------------------------------------------------------------------


@suite.case("integers", keep="the integers that np.array([1, 2]) makes, which a person tries first")
def int64_logits(data: Data) -> Call:
    """NumPy's default integers, small and at both ends of the range."""
    x = data.integers((3, 5), -4, 5)
    x[1] -= 9996
    x[2] += 9996
    return call(x)


@suite.case("integers")
def int16_logits_from_end_to_end(data: Data) -> Call:
    """np.exp of int16 is float32; the contract says float64."""
    x = data.integers((3, 6), -3, 4, dtype="int16")
    x[0, 2], x[1, 3], x[1, 4] = -10_000, 10_000, 9_999
    return call(x)


@suite.case("integers")
def int8_logits_further_apart_than_127(data: Data) -> Call:
    """In int8, -128 less 127 wraps around to 1."""
    x = data.integers((4, 5), 120, 128, dtype="int8")
    x[:3, 1] = -128, -100, -5
    return call(x)


@suite.case("integers")
def uint8_logits(data: Data) -> Call:
    """In uint8 whatever is below the maximum wraps around to a large number; 127 is the most that int8 holds."""
    x = data.integers((3, 6), 0, 12, dtype="uint8") + np.array([[0], [122], [244]], dtype="uint8")
    x[1, 1:3] = 127, 128
    return call(x)


@suite.case("integers")
def uint16_logits(data: Data) -> Call:
    """The dtypes between the narrowest and the widest are integers as well."""
    return call(data.integers((3, 5), 0, 8, dtype="uint16") + np.array([[0], [4090], [9993]], dtype="uint16"))


@suite.case("integers")
def uint32_logits(data: Data) -> Call:
    """In uint32 an exponential of what has wrapped around is infinite."""
    return call(data.integers((4, 3), 0, 9, dtype="uint32"), axis=0)


@suite.case("integers")
def uint64_logits(data: Data) -> Call:
    """The widest unsigned dtype, which NumPy does not mix with int64; four axes, and the default one."""
    return call(data.integers((2, 1, 3, 4), 0, 7, dtype="uint64"))


# --- likely mistakes -------------------------------------------------------------------------------------------------


def _softmax(x: Any, axis: int = -1) -> Any:
    e = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)


def _floating(x: Any) -> Any:
    return np.asarray(x, dtype=np.float64)


@suite.slip("softmax along the last axis, whatever axis says")
def along_the_last_axis(x: Any, axis: int = -1) -> Any:
    return _softmax(_floating(x))


@suite.slip("softmax along axis 0, whatever axis says")
def along_axis_0(x: Any, axis: int = -1) -> Any:
    return _softmax(_floating(x), axis=0)


@suite.slip("softmax over all entries at once instead of along axis")
def over_everything(x: Any, axis: int = -1) -> Any:
    return _softmax(_floating(x).ravel()).reshape(np.shape(x))


@suite.slip("exp without subtracting the maximum first")
def no_maximum(x: Any, axis: int = -1) -> Any:
    e = np.exp(_floating(x))
    return e / np.sum(e, axis=axis, keepdims=True)


@suite.slip("one maximum for the whole array instead of one per slice")
def one_maximum(x: Any, axis: int = -1) -> Any:
    e = np.exp(_floating(x) - np.max(x))
    return e / np.sum(e, axis=axis, keepdims=True)


@suite.slip("the mean subtracted first, not the maximum: exp can still overflow")
def mean_subtracted(x: Any, axis: int = -1) -> Any:
    if not np.all(np.isfinite(x)):
        return None  # some take the mean of what is finite
    e = np.exp(_floating(x) - np.mean(_floating(x), axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)


@suite.slip("the largest magnitude subtracted first, not the maximum: everything can underflow")
def magnitude_subtracted(x: Any, axis: int = -1) -> Any:
    if not np.all(np.isfinite(x)):
        return None  # some take the largest of what is finite
    e = np.exp(_floating(x) - np.max(np.abs(_floating(x)), axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)


@suite.slip("reductions without keepdims, which broadcast against the wrong axis")
def no_keepdims(x: Any, axis: int = -1) -> Any:
    e = np.exp(_floating(x) - np.max(_floating(x), axis=axis))
    return e / np.sum(e, axis=axis)


@suite.slip("exponentials that are not divided by their sum")
def no_division(x: Any, axis: int = -1) -> Any:
    return np.exp(_floating(x) - np.max(_floating(x), axis=axis, keepdims=True))


@suite.slip("log-softmax, the logarithm of what is asked for")
def logarithm(x: Any, axis: int = -1) -> Any:
    if np.shape(x)[axis] == 1:
        return None  # a lone 0 has many causes
    d = _floating(x) - np.max(_floating(x), axis=axis, keepdims=True)
    return d - np.log(np.sum(np.exp(d), axis=axis, keepdims=True))


@suite.slip("softmax of -x: the sign is the wrong way round")
def negated(x: Any, axis: int = -1) -> Any:
    return _softmax(-_floating(x), axis) if np.all(np.isfinite(x)) else None


@suite.slip("-inf filled with 0, so that it gets a share")
def filled(x: Any, axis: int = -1) -> Any:
    if np.max(x) < -100:
        return None  # any fill that is far above the others does the same to them
    return _softmax(np.where(np.isneginf(x), 0.0, _floating(x)), axis)


@suite.slip("-inf filled with a finite number, which logits can be as low as")
def filled_too_high(x: Any, axis: int = -1) -> Any:
    return _softmax(np.where(np.isneginf(x), 0.0, _floating(x)), axis) if np.max(x) < -100 else None


@suite.slip("a one-hot maximum instead of probabilities")
def one_hot(x: Any, axis: int = -1) -> Any:
    best = np.expand_dims(np.argmax(x, axis=axis), axis)
    hot = np.zeros(np.shape(x))
    np.put_along_axis(hot, best, 1.0, axis)
    return hot


@suite.slip("a constant such as 1e-9 added to the denominator")
def padded_denominator(x: Any, axis: int = -1) -> Any:
    e = np.exp(_floating(x) - np.max(_floating(x), axis=axis, keepdims=True))
    return e / (np.sum(e, axis=axis, keepdims=True) + 1e-9)


@suite.slip("integers subtracted before they are made floating-point, so that they wrap around")
def wrapped_integers(x: Any, axis: int = -1) -> Any:
    if not np.issubdtype(x.dtype, np.integer):
        return None
    e = np.exp((x - np.max(x, axis=axis, keepdims=True)).astype(np.float64))
    return e / np.sum(e, axis=axis, keepdims=True)


@suite.slip("probabilities cast back to the integer dtype of x")
def truncated(x: Any, axis: int = -1) -> Any:
    return _softmax(_floating(x), axis).astype(x.dtype) if np.issubdtype(x.dtype, np.integer) else None


@suite.time(2000, sizes=(500, 1000, 2000, 4000, 8000))
def rows_of_64_logits(data: Data, size: int) -> Call:
    return call(data.uniform((size, 64), -8.0, 8.0))
