"""Hidden tests of layer_norm: one to four axes, eps, scales, constant samples, offsets, parameters and memory layouts.

Within the data of a case every sample has a centre and a spread of its own, so that statistics taken over anything but
the last axis give another result.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from judge.suite import FLOATS, Call, Data, Roundoff, Suite, call

Array = NDArray[Any]

OFFSET = {"float64": 1e6, "float32": 10.0}
"""The largest common offset of a sample that the contract allows."""


# --- How far honest arithmetic may be off -----------------------------------------------------------------------------


def layer_norm_bound(made: Call, expected: Any, roundoff: Roundoff) -> Array:
    """Bound the difference of two honest results: the submission's, and the reference's, which was made in float64."""
    X, gamma, beta = made.args
    eps = made.kwargs.get("eps", 1e-5)
    return honest_error(X, gamma, beta, eps, roundoff) + honest_error(X, gamma, beta, eps, Roundoff("float64"))


def honest_error(X: Array, gamma: Array, beta: Array, eps: float, roundoff: Roundoff) -> Array:
    """Bound the error of one result, element by element, for any order of summation.

    Write u for the unit round-off, n for the number of features, mu and v for the exact mean and variance of a sample,
    d = x - mu for its deviations, D for the largest |d|, and s = v + eps. Sums and inner products are bounded as in
    Higham, "Accuracy and Stability of Numerical Algorithms" (2nd edition), equations 4.4 and 3.5; section 1.9 there is
    about the variance. Honest work finds the variance from deviations: from the mean in two passes, from a running mean
    (Welford; Chan, Golub and LeVeque, "Algorithms for computing the sample variance", 1983), or from any one entry.

    1. Mean: n terms weighted by 1/n are off by at most (n + 2) u mean|x|. The round-off of an offset enters here. After
       a shift by an entry x_0 the terms are |x - x_0| <= 2 D. Both are in e = (n + 2) u (mean|x| + 2 D).
    2. Deviations: off by e, and by one rounding of d, after a shift another one of x - x_0: 2 u (|d| + D) covers both.
    3. Variance: two passes are off by (n + 4) u v, and by e**2 for the centre (the term of first order vanishes, as the
       d add up to 0). With a running mean the deviations are not balanced: their squares add up to at most 2 n v, and
       the error of the centre costs 2 sqrt(2 v) e <= 3 sqrt(v) e. With a shift, mean(y**2) - mean(y)**2 is off by at
       most 3 (n + 4) u mean(y**2) where mean(y**2) = v + (x_0 - mu)**2 <= v + D**2. The sum of the three covers each.
       E[x**2] - E[x]**2 has the much larger terms mean(x**2) instead, which are not covered.
    4. 1 / sqrt(s): where s is off by a relative t <= 1/2 (the variance's error, those of eps and of the addition), this
       is off by a relative t at most, as (1 - t)**-0.5 - 1 <= t; then three roundings: root, division and product.
    5. Scale and shift: with w = |gamma| / sqrt(s), the folded form x w + (beta - mean w) has intermediates as large as
       |x| w, |mu| w and |beta|, with at most four roundings each; the unfolded form has smaller ones. They are counted
       twice, so that the rounding of the result itself, which no style avoids, is no more than an eighth of the bound.
    """
    n = X.shape[-1]
    mean = X.mean(axis=-1, keepdims=True)
    deviation = np.abs(X - mean)
    variance = np.mean(deviation**2, axis=-1, keepdims=True)
    largest = deviation.max(axis=-1, keepdims=True)

    mean_error = roundoff.dot(np.mean(np.abs(X), axis=-1, keepdims=True) + 2 * largest, n)
    deviation_error = mean_error + roundoff.elementwise(deviation + largest, 2)
    variance_error = 3 * roundoff.dot(variance + largest**2, n + 2) + 3 * np.sqrt(variance) * mean_error + mean_error**2
    relative = (variance_error + roundoff.elementwise(variance + eps, 2)) / (variance + eps) + 3 * roundoff.unit

    weight = np.abs(gamma) / np.sqrt(variance + eps)
    folding = roundoff.elementwise(weight * (np.abs(X) + np.abs(mean)) + np.abs(beta), 8)
    error: Array = weight * (deviation_error + (deviation + deviation_error) * relative) + folding
    return error


suite = Suite(bound=layer_norm_bound)


# --- Data -------------------------------------------------------------------------------------------------------------


def samples(data: Data, shape: Sequence[int], dtype: str) -> Array:
    """Return an array of `shape`: each sample has a centre between -3 and 3 and a spread between 0.3 and 2."""
    leading = (*shape[:-1], 1)
    centres = data.uniform(leading, -3.0, 3.0)
    spreads = data.uniform(leading, 0.3, 2.0)
    X: Array = centres + spreads * data.normal(shape)
    return X.astype(dtype)


def parameters(data: Data, features: int, dtype: str) -> tuple[Array, Array]:
    """Return gamma between 0.5 and 2 and beta between -3 and 3."""
    return data.uniform((features,), 0.5, 2.0, dtype=dtype), data.uniform((features,), -3.0, 3.0, dtype=dtype)


def offsets(data: Data, leading: Sequence[int], dtype: str) -> Array:
    """Return one offset a sample (*leading, 1), of either sign, from half the largest that is allowed to all of it."""
    shape = (*leading, 1)
    signs = np.where(data.booleans(shape), 1.0, -1.0)
    result: Array = signs * data.uniform(shape, 0.5, 1.0) * OFFSET[dtype]
    return result


# --- Cases ------------------------------------------------------------------------------------------------------------


@suite.case("shapes", dtypes=FLOATS)
def one_vector(data: Data, dtype: str) -> Call:
    """One sample without a batch axis: the formula itself, and a result of one dimension."""
    return call(samples(data, (9,), dtype), *parameters(data, 9, dtype))


@suite.case("shapes", dtypes=FLOATS, keep="the plainest batch: what it rejects is easiest to understand here")
def rows_of_a_matrix(data: Data, dtype: str) -> Call:
    """Two axes of unequal size: batch statistics, and reductions without keepdims, show."""
    return call(samples(data, (4, 7), dtype), *parameters(data, 7, dtype))


@suite.case("shapes", keep="without keepdims there are numbers to name the slip by; elsewhere it raises")
def square_matrix(data: Data, dtype: str) -> Call:
    """Square, so that statistics without keepdims broadcast along the wrong axis without an error."""
    return call(samples(data, (6, 6), dtype), *parameters(data, 6, dtype))


@suite.case("shapes", dtypes=FLOATS, keep="the shape inside a transformer, in both dtypes")
def batch_of_sequences(data: Data, dtype: str) -> Call:
    """Three axes as in a transformer: each position of each sequence is a sample of its own."""
    return call(samples(data, (2, 3, 5), dtype), *parameters(data, 5, dtype))


@suite.case("shapes")
def four_axes(data: Data, dtype: str) -> Call:
    """More leading axes than a loop over rows expects, all of different sizes."""
    return call(samples(data, (2, 3, 4, 6), dtype), *parameters(data, 6, dtype))


@suite.case("shapes", dtypes=("float32",))
def many_features(data: Data, dtype: str) -> Call:
    """Sums of 120 terms: any order is honest. One is 10 deviations away, and stays there; two are 0, and count."""
    X = samples(data, (3, 120), dtype)
    X[0, :2] = 0
    X[1, data.integer(0, 120)] = 99
    return call(X, *parameters(data, 120, dtype))


@suite.case("size one", dtypes=FLOATS)
def single_feature(data: Data, dtype: str) -> Call:
    """Every deviation is 0, so the result is beta, and an unbiased variance would be 0 / 0."""
    return call(samples(data, (5, 1), dtype), *parameters(data, 1, dtype))


@suite.case("size one", dtypes=("float32",))
def single_number(data: Data, dtype: str) -> Call:
    """One sample with one feature is an array of one element, of its dtype, and no number."""
    return call(samples(data, (1,), dtype), *parameters(data, 1, dtype))


@suite.case("size one")
def one_row_alone(data: Data, dtype: str) -> Call:
    """A batch of one sample keeps its axis."""
    return call(samples(data, (1, 6), dtype), *parameters(data, 6, dtype))


@suite.case("size one")
def leading_axes_of_size_one(data: Data, dtype: str) -> Call:
    """Axes of size 1 have to stay: squeezing them changes the shape. There is no limit to the number of axes."""
    return call(samples(data, (1, 1, 2, 1, 5), dtype), *parameters(data, 5, dtype))


@suite.case("eps", keep="the ways of joining eps differ most where it is largest")
def largest_eps(data: Data, dtype: str) -> Call:
    """An eps that counts: added outside the root, left out or fixed at its default, it shows."""
    return call(0.5 * samples(data, (3, 5), dtype), *parameters(data, 5, dtype), eps=0.1)


@suite.case("eps", dtypes=FLOATS)
def smallest_eps_and_a_spread_as_small(data: Data, dtype: str) -> Call:
    """Variance and eps are alike in size, so that each way of joining them differs; or it is smaller, and yet not 0."""
    X = data.normal((2, 3, 7)) * np.array([1e-3, 5e-4, 1e-5])[:, None]
    return call(X.astype(dtype), *parameters(data, 7, dtype), eps=1e-6)


@suite.case("eps", dtypes=("float32",), keep="the default of eps, where float32 can tell it from another")
def default_eps_and_a_small_spread(data: Data, dtype: str) -> Call:
    """eps is not given, and matters: a default other than 1e-5 shows."""
    return call(data.normal((4, 8), scale=3e-3, dtype=dtype), *parameters(data, 8, dtype))


@suite.case("scale", dtypes=FLOATS, keep="small variances beside large ones, each with a bound of its own")
def samples_from_thousandths_to_thousands(data: Data, dtype: str) -> Call:
    """Variances from 1e-6 to 1e6 side by side: limits put on a variance or a divisor bite."""
    spreads = np.array([1e-3, 1e-2, 0.1, 1.0, 10.0, 100.0, 1e3])[:, None]
    X = (spreads * data.normal((7, 9))).astype(dtype)
    return call(X, *parameters(data, 9, dtype), eps=1e-4)


@suite.case("constant sample", dtypes=FLOATS, keep="a constant sample, and nothing else, fails by this name")
def one_constant_sample_among_others(data: Data, dtype: str) -> Call:
    """The constant sample is due beta, not NaN and not 0; its neighbours stay as they are."""
    X = samples(data, (3, 4, 7), dtype)
    X[1, 2, :] = X[1, 2, 0]
    return call(X, *parameters(data, 7, dtype))


@suite.case("constant sample", dtypes=("float32",), keep="round-off alone: honest sums are nearest to the bound here")
def constant_vector(data: Data, dtype: str) -> Call:
    """The mean's round-off, divided by sqrt(eps), is all there is beside beta."""
    X = np.repeat(samples(data, (1,), dtype), 13)
    return call(X, *parameters(data, 13, dtype), eps=1e-6)


@suite.case("offset", dtypes=FLOATS)
def small_spread_on_an_offset(data: Data, dtype: str) -> Call:
    """The offset's round-off, amplified twentyfold, is in the bound; E[x^2] - E[x]^2 has one digit or none."""
    X = (offsets(data, (2, 3), dtype) + 0.05 * data.normal((2, 3, 15))).astype(dtype)
    return call(X, *parameters(data, 15, dtype), eps=1e-4)


@suite.case("parameters", dtypes=FLOATS)
def negative_and_zero_gamma(data: Data, dtype: str) -> Call:
    """gamma is any number: its sign counts, and 0 leaves beta alone."""
    gamma, beta = parameters(data, 6, dtype)
    return call(samples(data, (3, 2, 6), dtype), gamma * np.array([1, -1, 0, -1, 1, 0], dtype=dtype), beta)


@suite.case("memory layout")
def column_major_input(data: Data, dtype: str) -> Call:
    """The entries of a sample lie far from one another in memory."""
    X = np.asfortranarray(samples(data, (3, 4, 7), dtype))
    return call(X, *parameters(data, 7, dtype), eps=1e-3)


# --- Likely mistakes --------------------------------------------------------------------------------------------------


def normalise(X: Array, gamma: Array, beta: Array, mean: Any, divisor: Any) -> Array:
    """Return gamma (X - mean) / divisor + beta, quietly where the mistake divides by zero."""
    with np.errstate(all="ignore"):
        result: Array = gamma * ((X - mean) / divisor) + beta
    return result


def mean_of(X: Array) -> Array:
    """Return the mean of each sample, with the last axis kept."""
    return np.asarray(X.mean(axis=-1, keepdims=True))


def variance_of(X: Array) -> Array:
    """Return the biased variance of each sample, with the last axis kept."""
    return np.asarray(X.var(axis=-1, keepdims=True))


def over_axes(X: Array, gamma: Array, beta: Array, eps: float, axes: tuple[int, ...]) -> Array | None:
    """Return what statistics over other axes give; None where they have size 1, as each such axis gives the same."""
    if all(X.shape[axis] == 1 for axis in axes):
        return None
    spread = np.sqrt(X.var(axis=axes, keepdims=True) + eps)
    return normalise(X, gamma, beta, X.mean(axis=axes, keepdims=True), spread)


@suite.slip("batch norm: statistics over axis 0, not over the features of each sample")
def over_the_batch(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array | None:
    return over_axes(X, gamma, beta, eps, (0,))


@suite.slip("one mean and one variance for the whole array")
def over_the_whole_array(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array | None:
    return over_axes(X, gamma, beta, eps, tuple(range(X.ndim)))


@suite.slip("statistics over all axes but the first, where only the last one belongs to a sample")
def over_all_but_the_first(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array | None:
    return over_axes(X, gamma, beta, eps, tuple(range(1, X.ndim))) if X.ndim > 2 else None


@suite.slip("statistics over axis 1 instead of the last axis")
def over_axis_1(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array | None:
    return over_axes(X, gamma, beta, eps, (1,)) if X.ndim > 2 else None


@suite.slip("statistics over the last two axes instead of the last one")
def over_the_last_two(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array | None:
    return over_axes(X, gamma, beta, eps, (-2, -1)) if X.ndim > 2 else None


@suite.slip("statistics over all axes but the last (batch norm for more than two axes)")
def over_the_leading_axes(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array | None:
    return over_axes(X, gamma, beta, eps, tuple(range(X.ndim - 1))) if X.ndim > 2 else None


@suite.slip("statistics without keepdims, which broadcast along the wrong axis")
def without_keepdims(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array | None:
    if X.ndim == 1 or len(set(X.shape)) > 1:
        return None
    return normalise(X, gamma, beta, X.mean(axis=-1), np.sqrt(X.var(axis=-1) + eps))


@suite.slip("RMS norm: the mean is not subtracted")
def root_mean_square(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return normalise(X, gamma, beta, 0.0, np.sqrt(mean_of(X**2) + eps))


@suite.slip("the unbiased variance (ddof=1)")
def unbiased(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array | None:
    features = X.shape[-1]
    if features == 1:
        return None
    return normalise(X, gamma, beta, mean_of(X), np.sqrt(variance_of(X) * features / (features - 1) + eps))


@suite.slip("eps added after the root")
def eps_outside(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return normalise(X, gamma, beta, mean_of(X), np.sqrt(variance_of(X)) + eps)


@suite.slip("another small constant, such as 1e-8, added after the root")
def constant_beside_eps(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return normalise(X, gamma, beta, mean_of(X), np.sqrt(variance_of(X) + eps) + 1e-8)


@suite.slip("no eps added to the variance")
def without_eps(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return normalise(X, gamma, beta, mean_of(X), np.sqrt(variance_of(X)))


@suite.slip("no eps added to the variance, only a floor or a guard against 0 / 0")
def guard_for_eps(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    variance = variance_of(X)
    return normalise(X, gamma, beta, mean_of(X), np.sqrt(np.where(variance == 0, 1.0, variance)))


@suite.slip("eps fixed at 1e-5 instead of the one given")
def eps_ignored(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array | None:
    """None where the one given is smaller, as the larger of the two would give the same."""
    if eps < 1e-5:
        return None
    return normalise(X, gamma, beta, mean_of(X), np.sqrt(variance_of(X) + 1e-5))


@suite.slip("max(variance, eps) instead of variance + eps")
def eps_as_floor(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return normalise(X, gamma, beta, mean_of(X), np.sqrt(np.maximum(variance_of(X), eps)))


@suite.slip("division by variance + eps without its square root")
def without_root(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return normalise(X, gamma, beta, mean_of(X), variance_of(X) + eps)


@suite.slip("the root of the standard deviation (std where var belongs)")
def root_of_the_deviation(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return normalise(X, gamma, beta, mean_of(X), np.sqrt(np.sqrt(variance_of(X)) + eps))


@suite.slip("gamma and beta in each other's place")
def swapped(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return normalise(X, beta, gamma, mean_of(X), np.sqrt(variance_of(X) + eps))


@suite.slip("a result without gamma")
def without_gamma(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return normalise(X, np.ones_like(gamma), beta, mean_of(X), np.sqrt(variance_of(X) + eps))


@suite.slip("a result without beta")
def without_beta(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return normalise(X, gamma, np.zeros_like(beta), mean_of(X), np.sqrt(variance_of(X) + eps))


@suite.slip("beta added before the multiplication by gamma")
def beta_before_gamma(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return normalise(X, gamma, gamma * beta, mean_of(X), np.sqrt(variance_of(X) + eps))


@suite.slip("gamma * X + beta normalised, where the normalised X is to be scaled and shifted")
def affine_first(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    Z = gamma * X + beta
    return normalise(Z, np.ones_like(gamma), np.zeros_like(beta), mean_of(Z), np.sqrt(variance_of(Z) + eps))


@suite.slip("gamma * X + beta, with no normalisation")
def not_normalised(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return normalise(X, gamma, beta, 0.0, 1.0)


@suite.slip("the variance as E[x^2] - E[x]^2, whose digits are lost to the offset")
def difference_of_squares(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    mean = mean_of(X)
    with np.errstate(invalid="ignore"):
        spread = np.sqrt(mean_of(X**2) - mean**2 + eps)
    return normalise(X, gamma, beta, mean, spread)


@suite.time(2000, sizes=(250, 500, 1000, 2000, 4000))
def batch_of_128_features(data: Data, size: int) -> Call:
    X = data.uniform((size, 128), -2.0, 3.0)
    return call(X, data.uniform((128,), 0.5, 1.5), data.uniform((128,), -1.0, 1.0), eps=1e-3)
