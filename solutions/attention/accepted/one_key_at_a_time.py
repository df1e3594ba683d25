"""A stream over the keys with running maximum, sum and weighted values, as in tiled kernels; weights at the end."""

import numpy as np


def attention(Q, K, V, mask=None):
    n_k, d_k = K.shape[-2:]
    shape = Q.shape[:-1] + (n_k,)
    allowed = np.ones(shape, dtype=bool) if mask is None else np.broadcast_to(mask, shape)
    top = np.full(Q.shape[:-1], -np.inf, dtype=Q.dtype)
    total = np.zeros_like(top)
    values = np.zeros(Q.shape[:-1] + V.shape[-1:], dtype=Q.dtype)
    scores = np.full(shape, -np.inf, dtype=Q.dtype)
    for j in range(n_k):
        score = np.sum(Q * K[..., j : j + 1, :], axis=-1) / d_k**0.5
        score = np.where(allowed[..., j], score, -np.inf)
        scores[..., j] = score
        higher = np.maximum(top, score)
        base = np.where(np.isneginf(higher), 0.0, higher).astype(Q.dtype)
        keep, new = np.exp(top - base), np.exp(score - base)
        total = total * keep + new
        values = values * keep[..., None] + new[..., None] * V[..., j : j + 1, :]
        top = higher
    weights = np.exp(scores - top[..., None]) / total[..., None]
    return values / total[..., None], weights
