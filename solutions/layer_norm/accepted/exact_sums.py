"""Style: Python floats and math.fsum, sample by sample on a flattened view; shape and dtype are restored at the end."""

import math

import numpy as np


def _normalise(row, gamma, beta, eps):
    mean = math.fsum(row) / len(row)
    variance = math.fsum((x - mean) ** 2 for x in row) / len(row)
    root = math.sqrt(variance + eps)
    return [g * (x - mean) / root + b for x, g, b in zip(row, gamma, beta, strict=True)]


def layer_normalization(X, gamma, beta, eps=1e-5):
    rows = X.reshape(-1, X.shape[-1]).tolist()
    scales, shifts = gamma.tolist(), beta.tolist()
    return np.array([_normalise(row, scales, shifts, eps) for row in rows], dtype=X.dtype).reshape(X.shape)
