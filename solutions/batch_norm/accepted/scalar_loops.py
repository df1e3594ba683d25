"""Style: explicit loops over scalars of the input's own dtype, one addition after another, last sample first."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    number = X.dtype.type
    batch, features = X.shape
    result = np.empty_like(X)
    for j in range(features):
        total = number(0)
        for i in range(batch - 1, -1, -1):
            total = total + X[i, j]
        mean = total / number(batch)

        squares = number(0)
        for i in range(batch - 1, -1, -1):
            squares = squares + (X[i, j] - mean) * (X[i, j] - mean)
        root = np.sqrt(squares / number(batch) + number(eps))

        for i in range(batch):
            result[i, j] = gamma[j] * ((X[i, j] - mean) / root) + beta[j]
    return result
