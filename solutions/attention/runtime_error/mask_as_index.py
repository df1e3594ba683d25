"""Slip: scores[~mask] wants a mask of the full shape; one that only broadcasts is refused."""

import numpy as np


def softmax(x):
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / K.shape[-1] ** 0.5
    if mask is not None:
        scores[~mask] = -np.inf
    weights = softmax(scores)
    return weights @ V, weights
