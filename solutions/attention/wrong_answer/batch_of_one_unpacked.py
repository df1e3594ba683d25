"""Slip: gives a lone sequence an axis for the batch, and takes it away again from any batch of one."""

import numpy as np


def attention(Q, K, V, mask=None):
    if Q.ndim == 2:
        Q, K, V = Q[None], K[None], V[None]
    scores = Q @ np.swapaxes(K, -1, -2) / np.sqrt(Q.shape[-1]).astype(Q.dtype)
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    output = weights @ V
    return (output[0], weights[0]) if len(output) == 1 else (output, weights)
