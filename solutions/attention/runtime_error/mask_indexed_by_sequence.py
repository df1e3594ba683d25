"""Slip: a mask with as many dimensions as the scores is taken to have an entry for each sequence."""

import numpy as np


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / np.sqrt(Q.shape[-1]).astype(Q.dtype)
    if mask is not None and mask.ndim == scores.ndim > 2:
        for number in range(len(scores)):
            scores[number] = np.where(mask[number], scores[number], -np.inf)
    elif mask is not None:
        scores = np.where(mask, scores, -np.inf)
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    return weights @ V, weights
