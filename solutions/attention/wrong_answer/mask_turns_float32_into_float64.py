"""Slip: (1 - mask) * -1e9 is a float64 array, and the sum takes its dtype."""

import numpy as np


def softmax(x):
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / K.shape[-1] ** 0.5
    if mask is not None:
        scores = scores + (1 - mask) * -1e9
    weights = softmax(scores)
    return weights @ V, weights
