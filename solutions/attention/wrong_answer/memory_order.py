"""Slip: works on the raw memory as if it were in row order, and takes column-major arrays for others."""

import numpy as np


def attention(Q, K, V, mask=None):
    Q, K, V = (np.frombuffer(array.tobytes(order="A"), array.dtype).reshape(array.shape) for array in (Q, K, V))
    scores = Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    return weights @ V, weights
