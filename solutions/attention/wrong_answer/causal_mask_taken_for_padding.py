"""Slip: (n_q, n_k) is taken for (batch, n_k) under several heads, if the sizes allow it."""

import numpy as np


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5
    if mask is not None:
        if mask.ndim == 2 and scores.ndim == 4 and mask.shape == (len(scores), scores.shape[-1]):
            mask = mask[:, None, None, :]
        scores = np.where(mask, scores, -np.inf)
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    return weights @ V, weights
