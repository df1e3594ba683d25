"""Slip: no test for None; np.where takes None for False, so that all weights are equal."""

import numpy as np


def softmax(x):
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / K.shape[-1] ** 0.5
    scores = np.where(mask, scores, -1e9).astype(Q.dtype)
    weights = softmax(scores)
    return weights @ V, weights
