"""Slip: the mask is made as wide as it is high before it is used, which a single column does not survive."""

import numpy as np


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5
    if mask is not None:
        rows, columns = scores.shape[-2:]
        if mask.ndim > 1 and mask.shape[-1] != columns:
            mask = mask.reshape(*mask.shape[:-1], columns)
        scores = np.where(mask, scores, -np.inf)
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    return weights @ V, weights
