"""float64 inside, results rounded to the dtype of Q; masked exponentials multiplied by 0 after a safe maximum."""

import numpy as np


def attention(Q, K, V, mask=None):
    q, k, v = (np.array(a, dtype=np.float64, order="C") for a in (Q, K, V))
    scores = np.tensordot(q, k, axes=(-1, -1)) if q.ndim == 2 else np.matmul(q, k.swapaxes(-1, -2))
    scores /= np.sqrt(q.shape[-1])
    keep = np.ones_like(scores) if mask is None else np.broadcast_to(mask, scores.shape).astype(np.float64)
    top = np.where(keep > 0, scores, -np.inf).max(axis=-1, keepdims=True)
    e = np.exp(np.minimum(scores - top, 0)) * keep
    weights = e / e.sum(axis=-1, keepdims=True)
    return (weights @ v).astype(Q.dtype), weights.astype(Q.dtype)
