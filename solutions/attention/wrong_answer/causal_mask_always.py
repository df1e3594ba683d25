"""Slip: a decoder's causal mask, applied whether asked for or not."""

import numpy as np


def softmax(x):
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / K.shape[-1] ** 0.5
    causal = np.tri(*scores.shape[-2:], dtype=bool)
    allowed = causal if mask is None else mask
    scores = np.where(allowed, scores, -np.inf)
    weights = softmax(scores)
    return weights @ V, weights
