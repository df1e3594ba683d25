"""Leading dimensions flattened to one, a loop over it, and the division left to the very end."""

import numpy as np


def attention(Q, K, V, mask=None):
    leading, (n_q, d_k), (n_k, d_v) = Q.shape[:-2], Q.shape[-2:], V.shape[-2:]
    q, k, v = (a.reshape((-1,) + a.shape[-2:]) for a in (Q, K, V))
    full = leading + (n_q, n_k)
    allowed = np.broadcast_to(np.True_ if mask is None else mask, full).reshape(-1, n_q, n_k)
    outputs, weights = [], []
    for qi, ki, vi, mi in zip(q, k, v, allowed):
        s = (qi @ ki.T) / d_k**0.5
        top = np.max(s, axis=1, keepdims=True, where=mi, initial=-np.inf)
        e = np.exp(np.where(mi, s - top, -np.inf))
        z = e.sum(axis=1, keepdims=True)
        outputs.append((e @ vi) / z)
        weights.append(e / z)
    return np.stack(outputs).reshape(leading + (n_q, d_v)), np.stack(weights).reshape(full)
