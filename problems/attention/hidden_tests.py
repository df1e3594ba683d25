"""Hidden tests of attention."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from judge.suite import FLOATS, Call, Data, Roundoff, Suite, call


def attention_bound(made: Call, expected: Any, roundoff: Roundoff) -> Any:
    """How far honest attention may be from the exact one: the bounds of (output, weights).

    1. Scores. A dot product of d_k terms in any order, and up to two roundings for the scaling, wherever it is done:
       delta <= dot(|Q| |K|^T / sqrt(d_k), d_k + 2), with Higham's bound for inner products.
    2. Softmax. Errors of at most delta in the scores of a row change log p_i by at most delta_i + sum_j p_j delta_j,
       so by at most 2 max delta over the keys that the row may attend to. Its own arithmetic adds what the bound of
       the problem softmax has (Blanchard, Higham and Higham, IMA Journal of Numerical Analysis 41, 2021, 2311-2330):
       2 n_k + 8 terms of size max |score| + log n_k in the exponent, and n_k + 8 roundings in the factor. expm1
       turns the sum into a relative error of each weight. A weight under the mask is exactly 0.
    3. Output. The errors of the weights arrive through |V|, and the dot product of n_k terms adds its own.
    """
    Q, K, V = (np.asarray(array, dtype=np.float64) for array in made.args)
    weights = np.asarray(expected[1])
    d_k, n_k = K.shape[-1], K.shape[-2]
    mask = made.kwargs.get("mask")
    allowed = np.broadcast_to(True if mask is None else mask, weights.shape)

    scores = np.abs(Q @ np.swapaxes(K, -1, -2)) / np.sqrt(d_k)
    terms = np.abs(Q) @ np.swapaxes(np.abs(K), -1, -2) / np.sqrt(d_k)
    delta = np.max(roundoff.dot(terms, d_k + 2), axis=-1, keepdims=True, where=allowed, initial=0.0)
    largest = np.max(scores, axis=-1, keepdims=True, where=allowed, initial=0.0)
    exponent = 2 * delta + roundoff.sum(largest + np.log(n_k), 2 * n_k + 8)
    relative = np.expm1(exponent + roundoff.sum(1.0, n_k + 8))
    weights_bound = np.where(allowed, weights * relative + roundoff.tiny, 0.0)
    output_bound = weights_bound @ np.abs(V) + roundoff.dot(weights @ np.abs(V), n_k)
    return output_bound, weights_bound


suite = Suite(bound=attention_bound)


def make_qkv(
    data: Data, leading: tuple[int, ...], n_q: int, n_k: int, d_k: int, d_v: int, dtype: str = "float64"
) -> tuple[Any, Any, Any]:
    """Queries, keys and values of unit size, so that the scaled scores are of unit size too."""
    Q = data.normal((*leading, n_q, d_k), dtype=dtype)
    K = data.normal((*leading, n_k, d_k), dtype=dtype)
    return Q, K, data.normal((*leading, n_k, d_v), mean=0.5, scale=2.0, dtype=dtype)


def make_mask(data: Data, shape: tuple[int, ...], probability: float = 0.5) -> Any:
    """A random mask under which every query may attend to one key at least, and may not attend to another."""
    mask = data.booleans(shape, probability)
    chosen = data.integers(shape[:-1], 0, shape[-1])[..., None]
    np.put_along_axis(mask, (chosen + 1) % shape[-1], False, axis=-1)
    np.put_along_axis(mask, chosen, True, axis=-1)
    return mask


def add_to_scores(Q: Any, K: Any, of_queries: Any, of_keys: Any) -> tuple[Any, Any]:
    """Append a feature that adds of_queries[i] * of_keys[j] to the scaled score (i, j)."""
    queries = np.broadcast_to(of_queries, Q.shape[:-1])[..., None] * np.sqrt(Q.shape[-1] + 1)
    keys = np.broadcast_to(of_keys, K.shape[:-1])[..., None]
    return np.concatenate([Q, queries], axis=-1), np.concatenate([K, keys], axis=-1)


# --- basic -----------------------------------------------------------------------------------------------------------


@suite.case("basic", dtypes=FLOATS, keep="the plainest call: what it rejects is easiest to understand here")
def one_sequence(data: Data, dtype: str) -> Call:
    """No leading dimension, and four sizes that all differ."""
    return call(*make_qkv(data, (), 3, 5, 4, 2, dtype))


@suite.case("basic")
def no_mask_given_as_none(data: Data) -> Call:
    """mask=None means that every query may attend to every key. Neither root is a whole number."""
    return call(*make_qkv(data, (), 2, 6, 5, 7), mask=None)


# --- batch -----------------------------------------------------------------------------------------------------------


@suite.case("batch", keep="the commonest batch; K.T reverses three axes here, and raises")
def one_leading_dimension(data: Data) -> Call:
    """K.T reverses all axes: it is no transposition of each matrix."""
    return call(*make_qkv(data, (2,), 3, 5, 4, 6))


@suite.case("batch", dtypes=FLOATS, keep="the shape inside multi-head attention, in both dtypes")
def batch_and_heads(data: Data, dtype: str) -> Call:
    """(batch, heads, length, features), the shape inside multi-head attention."""
    return call(*make_qkv(data, (2, 3), 4, 7, 5, 2, dtype))


@suite.case("batch")
def three_leading_dimensions_with_a_one(data: Data) -> Call:
    """More dimensions than a subscript written out for batch and heads has letters."""
    return call(*make_qkv(data, (3, 1, 2), 2, 4, 3, 5))


@suite.case("batch", keep="slips of the axes give numbers to name them by; elsewhere they raise")
def equal_leading_and_inner_sizes(data: Data) -> Call:
    """All sizes are 3: with K.T, or with softmax over a leading axis, nothing raises."""
    return call(*make_qkv(data, (3,), 3, 3, 3, 3))


# --- scale -----------------------------------------------------------------------------------------------------------


@suite.case("scale", keep="the longest inner products: the length in the bound is tried here")
def many_features(data: Data) -> Call:
    """d_k of 64: without the division by 8 softmax saturates."""
    return call(*make_qkv(data, (), 3, 6, 64, 5))


# --- size one --------------------------------------------------------------------------------------------------------


@suite.case("size one")
def a_batch_of_one(data: Data) -> Call:
    """A single sequence in a batch keeps its axis."""
    return call(*make_qkv(data, (1,), 3, 5, 4, 2))


@suite.case("size one", dtypes=FLOATS)
def one_key(data: Data, dtype: str) -> Call:
    """The only weight is 1, of the dtype of the others, and the output is the value."""
    return call(*make_qkv(data, (2,), 3, 1, 4, 5, dtype))


@suite.case("size one")
def one_query_and_one_feature(data: Data) -> Call:
    """n_q, d_k and d_v are 1, as when a decoder asks for one word: no axis may get lost, and the root of 1 is 1."""
    return call(*make_qkv(data, (2,), 1, 5, 1, 1))


# --- mask ------------------------------------------------------------------------------------------------------------


@suite.case("mask", dtypes=FLOATS)
def a_mask_for_each_pair(data: Data, dtype: str) -> Call:
    """(n_q, n_k): inverted, ignored or applied late, it gives other weights. A score of 0 is no mark of it."""
    Q, K, V = make_qkv(data, (), 4, 6, 3, 2, dtype)
    Q[1] = 0
    return call(Q, K, V, mask=make_mask(data, (4, 6)))


@suite.case("mask", dtypes=FLOATS)
def causal_mask(data: Data, dtype: str) -> Call:
    """Lower triangular, shared by batch and heads: the first query sees one key only. As many sequences as queries."""
    return call(*make_qkv(data, (5, 2), 5, 5, 4, 3, dtype), mask=np.tri(5, dtype=bool))


@suite.case("mask")
def a_mask_for_the_keys(data: Data) -> Call:
    """(n_k,): the same keys are padding for every query of every sequence, though there are as many of all three."""
    return call(*make_qkv(data, (6,), 6, 6, 4, 5), mask=make_mask(data, (6,)))


@suite.case("mask", dtypes=FLOATS, keep="the mask of every encoder, one of each sequence")
def padding_by_sequence(data: Data, dtype: str) -> Call:
    """(batch, 1, n_k): keys beyond the length of each sequence are masked."""
    lengths = np.array([4, 1, 6])
    mask = np.arange(6) < lengths[:, None, None]
    return call(*make_qkv(data, (3,), 4, 6, 5, 2, dtype), mask=mask)


@suite.case("mask")
def padding_for_one_query(data: Data) -> Call:
    """(batch, 1, n_k) for scores of that very shape, as when a decoder asks for one word: the mask counts there."""
    return call(*make_qkv(data, (3,), 1, 6, 4, 5), mask=make_mask(data, (3, 1, 6)))


@suite.case("mask")
def causal_mask_with_an_axis_for_the_batch(data: Data) -> Call:
    """(1, n_q, n_k): as many dimensions as the scores, and one mask for all sequences nevertheless."""
    return call(*make_qkv(data, (3,), 4, 4, 5, 2), mask=np.tri(4, dtype=bool)[None])


@suite.case("mask")
def a_mask_by_head(data: Data) -> Call:
    """(heads, n_q, n_k) has fewer dimensions than the scores: its first axis is not the batch, though as long."""
    return call(*make_qkv(data, (3, 3), 4, 5, 2, 6), mask=make_mask(data, (3, 4, 5)))


@suite.case("mask")
def padding_for_all_heads(data: Data) -> Call:
    """(batch, 1, 1, n_k): what an encoder with several heads is given. As many heads as sequences."""
    return call(*make_qkv(data, (3, 3), 4, 6, 5, 2), mask=make_mask(data, (3, 1, 1, 6)))


@suite.case("mask")
def a_mask_of_the_shape_of_the_scores(data: Data) -> Call:
    """(batch, heads, n_q, n_k): nothing is shared, neither by sequences nor by heads."""
    return call(*make_qkv(data, (2, 3), 4, 5, 6, 7), mask=make_mask(data, (2, 3, 4, 5)))


@suite.case("mask")
def a_mask_of_one_column(data: Data) -> Call:
    """(n_q, 1): broadcast over the keys too, so all True."""
    return call(*make_qkv(data, (2,), 3, 5, 4, 6), mask=np.ones((3, 1), dtype=bool))


@suite.case("mask")
def one_key_left_to_each_query(data: Data) -> Call:
    """One-hot weights, exactly 0 elsewhere: a small stand-in for 0 shows. As many sequences as queries."""
    mask = np.zeros((4, 6), dtype=bool)
    mask[np.arange(4), data.permutation(6)[:4]] = True
    return call(*make_qkv(data, (4,), 4, 6, 3, 5), mask=mask)


# --- stability -------------------------------------------------------------------------------------------------------


@suite.case("stability", dtypes=("float32",), keep="exp without a shift, and nothing else, fails by this name")
def scores_near_ten_thousand(data: Data, dtype: str) -> Call:
    """A common offset of 9950: exp of such scores is infinite, their softmax is not."""
    Q, K, V = make_qkv(data, (2,), 3, 5, 4, 6)
    Q, K = add_to_scores(Q, K, 9950.0, 1.0)
    return call(Q.astype(dtype), K.astype(dtype), V.astype(dtype))


@suite.case("stability", dtypes=FLOATS, keep="the whole range of scores without any mask")
def scores_from_end_to_end(data: Data, dtype: str) -> Call:
    """The whole range up to 1e4 in both directions: softmax saturates, and stays finite."""
    Q, K, V = make_qkv(data, (2,), 4, 6, 3, 5)
    largest = np.max(np.abs(Q @ np.swapaxes(K, -1, -2)), axis=(-2, -1), keepdims=True) / np.sqrt(3)
    return call((Q * (9999.0 / largest)).astype(dtype), K.astype(dtype), V.astype(dtype))


@suite.case("stability", dtypes=FLOATS, keep="a fill of -1e4, and nothing else, fails by this name")
def masked_scores_as_low_as_the_others(data: Data, dtype: str) -> Call:
    """All scores are near -9990: a fill of -1e4 leaves the masked keys a weight."""
    Q, K, V = make_qkv(data, (), 3, 5, 4, 2)
    Q, K = add_to_scores(0.5 * Q, K, -9990.0, 1.0)
    return call(Q.astype(dtype), K.astype(dtype), V.astype(dtype), mask=make_mask(data, (3, 5)))


@suite.case("stability", dtypes=FLOATS)
def a_masked_key_far_above_the_others(data: Data, dtype: str) -> Call:
    """Beside a masked score of 9990 all others underflow, so the maximum has to be that of the keys that remain.

    In the first sequence these are near -9990: adding -2e4 to the masked score makes it no lower than they are.
    """
    Q, K, V = make_qkv(data, (2,), 3, 5, 4, 6)
    Q, K = add_to_scores(0.5 * Q, K, 9990.0, np.array([[-1.0, -1.0, 1.0, -1.0, -1.0], [0.0, 0.0, 1.0, 0.0, 0.0]]))
    mask = np.ones((3, 5), dtype=bool)
    mask[:, 2] = False
    mask[1, 4] = False
    return call(Q.astype(dtype), K.astype(dtype), V.astype(dtype), mask=mask)


@suite.case("stability", dtypes=FLOATS, keep="the bound is relative: zeros do not pass for 1e-20 in either dtype")
def tiny_weights(data: Data, dtype: str) -> Call:
    """Weights down to 1e-20 count as relative numbers."""
    Q, K, V = make_qkv(data, (), 4, 6, 3, 5)
    Q, K = add_to_scores(Q, K, 1.0, -data.uniform(6, 0.0, 45.0))
    return call(Q.astype(dtype), K.astype(dtype), V.astype(dtype))


# --- memory ----------------------------------------------------------------------------------------------------------


@suite.case("memory")
def column_major_arrays(data: Data) -> Call:
    """F-ordered input: reshapes that assume rows see another array."""
    Q, K, V = make_qkv(data, (2,), 3, 5, 4, 6)
    return call(np.asfortranarray(Q), np.asfortranarray(K), np.asfortranarray(V))


# --- likely mistakes -------------------------------------------------------------------------------------------------


def _attend(
    Q: Any, K: Any, V: Any, mask: Any, factor: float = 0.0, fill: float = -np.inf, axis: Any = -1, pad: float = 0.0
) -> Any:
    """Attention with a factor (by default the right one), a fill, a softmax axis and a padding of one's choice."""
    scores = Q @ np.swapaxes(K, -1, -2) * (factor or K.shape[-1] ** -0.5)
    if mask is not None:
        scores = np.where(mask, scores, fill)
    e = np.exp(scores - np.max(scores, axis=axis, keepdims=True))
    weights = e / (np.sum(e, axis=axis, keepdims=True) + pad)
    return weights @ V, weights


@suite.slip("scores that are not divided by √d_k")
def not_scaled(Q: Any, K: Any, V: Any, mask: Any = None) -> Any:
    return _attend(Q, K, V, mask, 1.0)


@suite.slip("scores divided by d_k instead of √d_k")
def scaled_by_d_k(Q: Any, K: Any, V: Any, mask: Any = None) -> Any:
    return _attend(Q, K, V, mask, 1 / K.shape[-1])


@suite.slip("scores divided by √d_v instead of √d_k")
def scaled_by_d_v(Q: Any, K: Any, V: Any, mask: Any = None) -> Any:
    return _attend(Q, K, V, mask, V.shape[-1] ** -0.5)


@suite.slip("scores divided by √n_k instead of √d_k")
def scaled_by_n_k(Q: Any, K: Any, V: Any, mask: Any = None) -> Any:
    return _attend(Q, K, V, mask, K.shape[-2] ** -0.5)


@suite.slip("scores divided by √n_q instead of √d_k")
def scaled_by_n_q(Q: Any, K: Any, V: Any, mask: Any = None) -> Any:
    return _attend(Q, K, V, mask, Q.shape[-2] ** -0.5)


@suite.slip("scores multiplied by √d_k instead of divided by it")
def multiplied(Q: Any, K: Any, V: Any, mask: Any = None) -> Any:
    return _attend(Q, K, V, mask, K.shape[-1] ** 0.5)


@suite.slip("weights divided by √d_k after softmax, not scores before it")
def scaled_late(Q: Any, K: Any, V: Any, mask: Any = None) -> Any:
    weights = _attend(Q, K, V, mask, 1.0)[1] / np.sqrt(K.shape[-1])
    return weights @ V, weights


@suite.slip("softmax over the queries instead of the keys")
def over_queries(Q: Any, K: Any, V: Any, mask: Any = None) -> Any:
    return _attend(Q, K, V, mask, fill=-1e9, axis=-2)


@suite.slip("softmax over all scores at once instead of over each row")
def over_everything(Q: Any, K: Any, V: Any, mask: Any = None) -> Any:
    return _attend(Q, K, V, mask, axis=None)


@suite.slip("a mask that is the wrong way round: True taken for forbidden")
def inverted_mask(Q: Any, K: Any, V: Any, mask: Any = None) -> Any:
    return _attend(Q, K, V, ~mask, fill=-1e9)


@suite.slip("a mask that is not applied")
def ignored_mask(Q: Any, K: Any, V: Any, mask: Any = None) -> Any:
    return _attend(Q, K, V, None)


@suite.slip("a mask applied to the weights after softmax, so that the rows no longer sum to 1")
def late_mask(Q: Any, K: Any, V: Any, mask: Any = None) -> Any:
    weights = _attend(Q, K, V, None)[1] * mask
    return weights @ V, weights


@suite.slip("scores multiplied by the mask: a score of 0 is not a weight of 0")
def zero_scores(Q: Any, K: Any, V: Any, mask: Any = None) -> Any:
    return None if _are_far_below_0(Q, K) else _attend(Q, K, V, mask, fill=0.0)


@suite.slip("masked scores set to a finite number, which other scores can be as low as")
def finite_fill(Q: Any, K: Any, V: Any, mask: Any = None) -> Any:
    return _attend(Q, K, V, mask, fill=0.0) if _are_far_below_0(Q, K) else None


def _are_far_below_0(Q: Any, K: Any) -> bool:
    """Whether any fill that is not as low as the scores does the same to them."""
    return bool(np.max(Q @ np.swapaxes(K, -1, -2)) < -1e3)


@suite.slip("masked scores set to 1e-9 where -1e9 was meant")
def positive_fill(Q: Any, K: Any, V: Any, mask: Any = None) -> Any:
    return _attend(Q, K, V, mask, fill=1e-9)


@suite.slip("masked scores set to -1e4, which other scores can be as low as")
def shallow_fill(Q: Any, K: Any, V: Any, mask: Any = None) -> Any:
    return _attend(Q, K, V, mask, fill=-1e4)


@suite.slip("-1e4 added to masked scores, which can lie as far above the others")
def shallow_bias(Q: Any, K: Any, V: Any, mask: Any = None) -> Any:
    scores = Q @ np.swapaxes(K, -1, -2) * K.shape[-1] ** -0.5
    if mask is not None:
        scores = scores + np.where(mask, 0.0, -1e4)
    e = np.exp(scores - np.max(scores, axis=-1, keepdims=True))
    weights = e / np.sum(e, axis=-1, keepdims=True)
    return weights @ V, weights


@suite.slip("a causal mask where mask is None, and all is allowed")
def causal_by_default(Q: Any, K: Any, V: Any, mask: Any = None) -> Any:
    """None where a mask is given: whether that counts beside it is another question."""
    return _attend(Q, K, V, np.tri(Q.shape[-2], K.shape[-2], dtype=bool)) if mask is None else None


@suite.slip("mask=None treated as a mask that forbids every key")
def none_forbids(Q: Any, K: Any, V: Any, mask: Any = None) -> Any:
    if mask is None and np.max(np.abs(Q @ np.swapaxes(K, -1, -2))) > 1e3:
        return None  # equal weights have other causes where scores are so large: they may have been clipped
    return _attend(Q, K, V, False if mask is None else mask, fill=-1e9)


@suite.slip("softmax without subtracting the maximum first")
def no_maximum(Q: Any, K: Any, V: Any, mask: Any = None) -> Any:
    scores = Q @ np.swapaxes(K, -1, -2) * K.shape[-1] ** -0.5
    e = np.exp(scores if mask is None else np.where(mask, scores, -np.inf))
    weights = e / np.sum(e, axis=-1, keepdims=True)
    return weights @ V, weights


@suite.slip("softmax with one maximum for all queries instead of one for each")
def one_maximum(Q: Any, K: Any, V: Any, mask: Any = None) -> Any:
    scores = Q @ np.swapaxes(K, -1, -2) * K.shape[-1] ** -0.5
    scores = scores if mask is None else np.where(mask, scores, -np.inf)
    e = np.exp(scores - np.max(scores))
    weights = e / np.sum(e, axis=-1, keepdims=True)
    return weights @ V, weights


@suite.slip("a maximum taken over the masked scores too, beside which the others underflow")
def maximum_of_masked(Q: Any, K: Any, V: Any, mask: Any = None) -> Any:
    scores = Q @ np.swapaxes(K, -1, -2) * K.shape[-1] ** -0.5
    e = np.exp(scores - np.max(scores, axis=-1, keepdims=True)) * mask
    weights = e / np.sum(e, axis=-1, keepdims=True)
    return weights @ V, weights


def _padded(pad: float) -> Callable[..., Any]:
    return lambda Q, K, V, mask=None: _attend(Q, K, V, mask, pad=pad)


for _pad in (1e-6, 1e-8, 1e-9, 1e-10, 1e-12):
    suite.slip("a constant such as 1e-9 added to softmax's denominator")(_padded(_pad))


@suite.slip("scores, not divided into weights by softmax")
def scores_as_weights(Q: Any, K: Any, V: Any, mask: Any = None) -> Any:
    scores = Q @ np.swapaxes(K, -1, -2) * K.shape[-1] ** -0.5
    return _attend(Q, K, V, mask)[0], scores if mask is None else np.where(mask, scores, -np.inf)


@suite.slip("the right two arrays in the wrong order: (weights, output)")
def swapped(Q: Any, K: Any, V: Any, mask: Any = None) -> Any:
    return _attend(Q, K, V, mask)[::-1]


@suite.slip("the output alone, without the weights")
def output_only(Q: Any, K: Any, V: Any, mask: Any = None) -> Any:
    return _attend(Q, K, V, mask)[0]


@suite.time(384, sizes=(96, 192, 384, 768))
def self_attention_of_one_head(data: Data, size: int) -> Call:
    Q, K, V = (data.uniform((size, 48), -1.0, 1.0) for _ in range(3))
    return call(Q, K, V)
