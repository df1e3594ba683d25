"""Style: Python floats and math.fsum, feature by feature; the dtype is restored at the end."""

import math

import numpy as np


def _normalise(column, gamma, beta, eps):
    values = [float(x) for x in column]
    mean = math.fsum(values) / len(values)
    variance = math.fsum((x - mean) ** 2 for x in values) / len(values)
    root = math.sqrt(variance + eps)
    return [float(gamma) * (x - mean) / root + float(beta) for x in values]


def batch_normalization(X, gamma, beta, eps=1e-5):
    columns = [_normalise(X[:, j], gamma[j], beta[j], eps) for j in range(X.shape[1])]
    return np.array(columns, dtype=X.dtype).T
