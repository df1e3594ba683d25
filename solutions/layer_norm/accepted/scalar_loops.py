"""Style: explicit loops over scalars of the input's own dtype, one addition after another, last feature first."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    number = X.dtype.type
    features = X.shape[-1]
    result = np.empty_like(X)
    for place in np.ndindex(X.shape[:-1]):
        row = X[place]
        total = number(0)
        for x in row[::-1]:
            total = total + x
        mean = total / number(features)

        squares = number(0)
        for x in row[::-1]:
            squares = squares + (x - mean) * (x - mean)
        root = np.sqrt(squares / number(features) + number(eps))

        for j in range(features):
            result[place + (j,)] = gamma[j] * ((row[j] - mean) / root) + beta[j]
    return result
