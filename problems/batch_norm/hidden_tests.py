"""Hidden tests of batch_norm: shapes, eps, scales, constant features, offsets, parameters and memory layouts.

Within the data of a case every feature has a centre and a spread of its own, so that statistics taken over anything but
the batch axis give another result.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from judge.suite import FLOATS, Call, Data, Roundoff, Suite, call

Array = NDArray[Any]

OFFSET = {"float64": 1e6, "float32": 10.0}
"""The largest common offset of a feature that the contract allows."""


# --- How far honest arithmetic may be off -----------------------------------------------------------------------------


def batch_norm_bound(made: Call, expected: Any, roundoff: Roundoff) -> Array:
    """Bound the difference of two honest results: the submission's, and the reference's, which was made in float64."""
    X, gamma, beta = made.args
    eps = made.kwargs.get("eps", 1e-5)
    return honest_error(X, gamma, beta, eps, roundoff) + honest_error(X, gamma, beta, eps, Roundoff("float64"))


def honest_error(X: Array, gamma: Array, beta: Array, eps: float, roundoff: Roundoff) -> Array:
    """Bound the error of one result, element by element, for any order of summation.

    Write u for the unit round-off, n for the batch size, mu and v for the exact mean and variance of a feature,
    d = x - mu for its deviations, D for the largest |d|, and s = v + eps. Sums and inner products are bounded as in
    Higham, "Accuracy and Stability of Numerical Algorithms" (2nd edition), equations 4.4 and 3.5; section 1.9 there is
    about the variance. Honest work finds the variance from deviations: from the mean in two passes, from a running mean
    (Welford; Chan, Golub and LeVeque, "Algorithms for computing the sample variance", 1983), or from any one sample.

    1. Mean: n terms weighted by 1/n are off by at most (n + 2) u mean|x|. The round-off of an offset enters here. After
       a shift by a sample x_0 the terms are |x - x_0| <= 2 D. Both are in e = (n + 2) u (mean|x| + 2 D).
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
    n = X.shape[0]
    mean = X.mean(axis=0)
    deviation = np.abs(X - mean)
    variance = np.mean(deviation**2, axis=0)
    largest = deviation.max(axis=0)

    mean_error = roundoff.dot(np.mean(np.abs(X), axis=0) + 2 * largest, n)
    deviation_error = mean_error + roundoff.elementwise(deviation + largest, 2)
    variance_error = 3 * roundoff.dot(variance + largest**2, n + 2) + 3 * np.sqrt(variance) * mean_error + mean_error**2
    relative = (variance_error + roundoff.elementwise(variance + eps, 2)) / (variance + eps) + 3 * roundoff.unit

    weight = np.abs(gamma) / np.sqrt(variance + eps)
    folding = roundoff.elementwise(weight * (np.abs(X) + np.abs(mean)) + np.abs(beta), 8)
    error: Array = weight * (deviation_error + (deviation + deviation_error) * relative) + folding
    return error


suite = Suite(bound=batch_norm_bound)


# --- Data -------------------------------------------------------------------------------------------------------------


def samples(data: Data, batch: int, features: int, dtype: str) -> Array:
    """Return (batch, features): each feature has a centre between -3 and 3 and a spread between 0.3 and 2."""
    centres = data.uniform((features,), -3.0, 3.0)
    spreads = data.uniform((features,), 0.3, 2.0)
    X: Array = centres + spreads * data.normal((batch, features))
    return X.astype(dtype)


def parameters(data: Data, features: int, dtype: str) -> tuple[Array, Array]:
    """Return gamma between 0.5 and 2 and beta between -3 and 3."""
    return data.uniform((features,), 0.5, 2.0, dtype=dtype), data.uniform((features,), -3.0, 3.0, dtype=dtype)


def offsets(data: Data, features: int, dtype: str) -> Array:
    """Return one offset a feature, of both signs in turn, between half the largest that is allowed and all of it."""
    signs = np.where(np.arange(features) % 2, -1.0, 1.0)
    result: Array = signs * data.uniform((features,), 0.5, 1.0) * OFFSET[dtype]
    return result


# --- Cases ------------------------------------------------------------------------------------------------------------


@suite.case("shapes", dtypes=FLOATS, keep="the plainest call: what it rejects is easiest to understand here")
def more_samples_than_features(data: Data, dtype: str) -> Call:
    """The formula itself: statistics over the features, or over everything, differ at once."""
    return call(samples(data, 11, 5, dtype), *parameters(data, 5, dtype))


@suite.case("shapes", keep="statistics of the wrong axis give numbers to name the slip by; elsewhere they raise")
def as_many_samples_as_features(data: Data, dtype: str) -> Call:
    """Square, so that statistics of the wrong axis broadcast without an error."""
    return call(samples(data, 6, 6, dtype), *parameters(data, 6, dtype))


@suite.case("shapes", dtypes=("float32",))
def large_batch(data: Data, dtype: str) -> Call:
    """Sums of 120 terms: any order is honest. One is 10 deviations away, and stays there; two are 0, and count."""
    X = samples(data, 120, 3, dtype)
    X[:2, 0] = 0
    X[data.integer(0, 120), 1] = 99
    return call(X, *parameters(data, 3, dtype))


@suite.case("size one", dtypes=FLOATS)
def single_sample(data: Data, dtype: str) -> Call:
    """Every deviation is 0, so the result is beta, and an unbiased variance would be 0 / 0."""
    return call(samples(data, 1, 7, dtype), *parameters(data, 7, dtype))


@suite.case("size one")
def single_feature(data: Data, dtype: str) -> Call:
    """The last axis has size 1: statistics over it would give beta everywhere."""
    return call(samples(data, 9, 1, dtype), *parameters(data, 1, dtype))


@suite.case("eps", keep="the ways of joining eps differ most where it is largest")
def largest_eps(data: Data, dtype: str) -> Call:
    """An eps that counts: added outside the root, left out or fixed at its default, it shows."""
    return call(0.5 * samples(data, 8, 5, dtype), *parameters(data, 5, dtype), eps=0.1)


@suite.case("eps", dtypes=FLOATS)
def smallest_eps_and_a_spread_as_small(data: Data, dtype: str) -> Call:
    """Variance and eps are alike in size, so that each way of joining them differs; or it is smaller, and yet not 0."""
    X = data.normal((10, 4)) * np.array([1e-3, 5e-4, 1e-3, 1e-5])
    return call(X.astype(dtype), *parameters(data, 4, dtype), eps=1e-6)


@suite.case("eps", dtypes=("float32",), keep="the default of eps, where float32 can tell it from another")
def default_eps_and_a_small_spread(data: Data, dtype: str) -> Call:
    """eps is not given, and matters: a default other than 1e-5 shows."""
    return call(data.normal((7, 4), scale=3e-3, dtype=dtype), *parameters(data, 4, dtype))


@suite.case("scale", dtypes=FLOATS, keep="small variances beside large ones, each with a bound of its own")
def features_from_thousandths_to_thousands(data: Data, dtype: str) -> Call:
    """Variances from 1e-6 to 1e6 side by side: limits put on a variance or a divisor bite."""
    spreads = np.array([1e-3, 1e-2, 0.1, 1.0, 10.0, 100.0, 1e3])
    X = (spreads * data.normal((12, 7))).astype(dtype)
    return call(X, *parameters(data, 7, dtype), eps=1e-4)


@suite.case("constant feature", dtypes=FLOATS, keep="a constant feature, and nothing else, fails by this name")
def one_constant_feature_among_others(data: Data, dtype: str) -> Call:
    """The constant feature is due beta, not NaN and not 0; its neighbours stay as they are."""
    X = samples(data, 9, 5, dtype)
    X[:, 2] = X[0, 2]
    return call(X, *parameters(data, 5, dtype))


@suite.case("constant feature", dtypes=("float32",), keep="round-off alone: honest sums are nearest to the bound here")
def all_features_constant(data: Data, dtype: str) -> Call:
    """The mean's round-off, divided by sqrt(eps), is all there is beside beta."""
    X = np.repeat(samples(data, 1, 6, dtype), 13, axis=0)
    return call(X, *parameters(data, 6, dtype), eps=1e-6)


@suite.case("offset", dtypes=FLOATS)
def small_spread_on_an_offset(data: Data, dtype: str) -> Call:
    """The offset's round-off, amplified twentyfold, is in the bound; E[x^2] - E[x]^2 has one digit or none."""
    X = (offsets(data, 4, dtype) + 0.05 * data.normal((15, 4))).astype(dtype)
    return call(X, *parameters(data, 4, dtype), eps=1e-4)


@suite.case("parameters", dtypes=FLOATS)
def negative_and_zero_gamma(data: Data, dtype: str) -> Call:
    """gamma is any number: its sign counts, and 0 leaves beta alone. The batch is the shorter axis."""
    gamma, beta = parameters(data, 6, dtype)
    return call(samples(data, 4, 6, dtype), gamma * np.array([1, -1, 0, -1, 1, 0], dtype=dtype), beta)


@suite.case("memory layout")
def column_major_input(data: Data, dtype: str) -> Call:
    """The features lie one after another in memory. The shape has been met before, with other statistics."""
    X = np.asfortranarray(samples(data, 12, 7, dtype))
    return call(X, *parameters(data, 7, dtype), eps=1e-3)


# --- Likely mistakes --------------------------------------------------------------------------------------------------


def normalise(X: Array, gamma: Array, beta: Array, mean: Any, divisor: Any) -> Array:
    """Return gamma (X - mean) / divisor + beta, quietly where the mistake divides by zero."""
    with np.errstate(all="ignore"):
        result: Array = gamma * ((X - mean) / divisor) + beta
    return result


@suite.slip("layer norm: statistics over the features of each sample, not over the batch")
def over_the_features(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array | None:
    """None for a single sample, which is the whole array, and where all samples are alike."""
    if not np.ptp(X, axis=0).any():
        return None
    spread = np.sqrt(X.var(axis=1, keepdims=True) + eps)
    return normalise(X, gamma, beta, X.mean(axis=1, keepdims=True), spread)


@suite.slip("one mean and one variance for the whole array")
def over_the_whole_array(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array | None:
    """None where the statistics of each sample are the same."""
    if not np.ptp(X, axis=0).any():
        return None
    return normalise(X, gamma, beta, X.mean(), np.sqrt(X.var() + eps))


@suite.slip("the unbiased variance (ddof=1)")
def unbiased(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    """NaN for a single sample: 0 / 0."""
    batch = X.shape[0]
    with np.errstate(all="ignore"):
        variance = np.float64(batch) * X.var(axis=0) / np.float64(batch - 1)
    return normalise(X, gamma, beta, X.mean(axis=0), np.sqrt(variance + eps))


@suite.slip("eps added after the root")
def eps_outside(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return normalise(X, gamma, beta, X.mean(axis=0), X.std(axis=0) + eps)


@suite.slip("no eps added to the variance")
def without_eps(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return normalise(X, gamma, beta, X.mean(axis=0), X.std(axis=0))


@suite.slip("no eps added to the variance, only a floor or a guard against 0 / 0")
def guard_for_eps(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    spread = X.std(axis=0)
    return normalise(X, gamma, beta, X.mean(axis=0), np.where(spread == 0, 1.0, spread))


@suite.slip("eps fixed at 1e-5 instead of the one given")
def eps_ignored(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array | None:
    """None where the one given is smaller, as the larger of the two would give the same."""
    if eps < 1e-5:
        return None
    return normalise(X, gamma, beta, X.mean(axis=0), np.sqrt(X.var(axis=0) + 1e-5))


@suite.slip("max(variance, eps) instead of variance + eps")
def eps_as_floor(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return normalise(X, gamma, beta, X.mean(axis=0), np.sqrt(np.maximum(X.var(axis=0), eps)))


@suite.slip("division by variance + eps without its square root")
def without_root(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return normalise(X, gamma, beta, X.mean(axis=0), X.var(axis=0) + eps)


@suite.slip("the root of the standard deviation (std where var belongs)")
def root_of_the_deviation(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return normalise(X, gamma, beta, X.mean(axis=0), np.sqrt(X.std(axis=0) + eps))


@suite.slip("gamma and beta in each other's place")
def swapped(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return normalise(X, beta, gamma, X.mean(axis=0), np.sqrt(X.var(axis=0) + eps))


@suite.slip("a result without gamma")
def without_gamma(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return normalise(X, np.ones_like(gamma), beta, X.mean(axis=0), np.sqrt(X.var(axis=0) + eps))


@suite.slip("a result without beta")
def without_beta(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return normalise(X, gamma, np.zeros_like(beta), X.mean(axis=0), np.sqrt(X.var(axis=0) + eps))


@suite.slip("beta added before the multiplication by gamma")
def beta_before_gamma(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return normalise(X, gamma, gamma * beta, X.mean(axis=0), np.sqrt(X.var(axis=0) + eps))


@suite.slip("gamma * X + beta normalised, where the normalised X is to be scaled and shifted")
def affine_first(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    Z = gamma * X + beta
    return normalise(Z, np.ones_like(gamma), np.zeros_like(beta), Z.mean(axis=0), np.sqrt(Z.var(axis=0) + eps))


@suite.slip("the formula of inference, with a running mean of 0 and a running variance of 1")
def inference(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return normalise(X, gamma, beta, 0.0, np.sqrt(1.0 + eps))


@suite.slip("gamma * X + beta, with no normalisation")
def not_normalised(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return normalise(X, gamma, beta, 0.0, 1.0)


@suite.slip("the variance as E[x^2] - E[x]^2, whose digits are lost to the offset")
def difference_of_squares(X: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    mean = X.mean(axis=0)
    with np.errstate(invalid="ignore"):
        spread = np.sqrt((X**2).mean(axis=0) - mean**2 + eps)
    return normalise(X, gamma, beta, mean, spread)


@suite.time(2000, sizes=(250, 500, 1000, 2000, 4000))
def batch_of_128_features(data: Data, size: int) -> Call:
    X = data.uniform((size, 128), -2.0, 3.0)
    return call(X, data.uniform((128,), 0.5, 1.5), data.uniform((128,), -1.0, 1.0), eps=1e-3)
