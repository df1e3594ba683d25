"""Plain Python over leading dimensions, queries, keys and features; only allowed keys are ever looked at."""

import math

import numpy as np


def attend_one(q, K, V, allowed):
    scores = {j: sum(a * b for a, b in zip(q, K[j])) / math.sqrt(len(q)) for j in allowed}
    peak = max(scores.values())
    e = {j: math.exp(score - peak) for j, score in scores.items()}
    total = math.fsum(e.values())
    weights = [e.get(j, 0.0) / total for j in range(len(K))]
    output = [sum(weights[j] * V[j][c] for j in allowed) for c in range(len(V[0]))]
    return output, weights


def attention(Q, K, V, mask=None):
    *leading, n_q, _ = Q.shape
    n_k, d_v = V.shape[-2:]
    allowed = np.broadcast_to(True if mask is None else mask, (*leading, n_q, n_k))
    output = np.empty((*leading, n_q, d_v), dtype=Q.dtype)
    weights = np.empty((*leading, n_q, n_k), dtype=Q.dtype)
    for index in np.ndindex(*leading):
        keys, values = K[index].tolist(), V[index].tolist()
        for i, q in enumerate(Q[index].tolist()):
            row = np.flatnonzero(allowed[index][i]).tolist()
            output[(*index, i)], weights[(*index, i)] = attend_one(q, keys, values, row)
    return output, weights
