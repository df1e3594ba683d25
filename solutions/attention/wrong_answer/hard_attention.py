"""Slip: all the weight on the best key, which saturated scores cannot tell from softmax."""

import numpy as np


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / K.shape[-1] ** 0.5
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    weights = (scores == scores.max(axis=-1, keepdims=True)).astype(Q.dtype)
    return weights @ V, weights
