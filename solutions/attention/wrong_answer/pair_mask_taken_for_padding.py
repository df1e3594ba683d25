"""Slip: a mask of two dimensions is taken for the padding of each sequence whenever it is as long as the batch."""

import numpy as np


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5
    if mask is not None:
        if mask.ndim == 2 and scores.ndim == 3 and len(mask) == len(scores):
            mask = mask[:, None, :]
        scores = np.where(mask, scores, -np.inf)
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    return weights @ V, weights
