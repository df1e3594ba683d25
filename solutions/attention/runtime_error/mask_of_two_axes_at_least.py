"""Slip: asks a mask for its last two axes, which a mask over the keys alone does not have."""

import numpy as np


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5
    if mask is not None:
        rows, columns = mask.shape[-2:]
        assert rows in (1, Q.shape[-2]) and columns in (1, K.shape[-2])
        scores = np.where(mask, scores, -np.inf)
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    return weights @ V, weights
