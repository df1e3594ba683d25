"""The mask as a bias of 0 and -inf in the dtype of Q, added to the scores."""

import math

import numpy as np


def mask_to_bias(mask, dtype):
    bias = np.zeros(mask.shape, dtype=dtype)
    bias[~mask] = -np.inf
    return bias


def attention(Q, K, V, mask=None):
    scores = (Q / math.sqrt(Q.shape[-1])) @ np.swapaxes(K, -1, -2)
    if mask is not None:
        scores = scores + mask_to_bias(mask, scores.dtype)
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = np.divide(e, np.add.reduce(e, axis=-1, keepdims=True))
    return weights @ V, weights
