"""Slip: the signature has no mask."""

import numpy as np


def softmax(x):
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


def attention(Q, K, V):
    weights = softmax(Q @ np.swapaxes(K, -1, -2) / K.shape[-1] ** 0.5)
    return weights @ V, weights
