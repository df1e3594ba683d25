"""Style: a function of one vector, lifted over the leading axes by np.vectorize; sums in order of size."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    def normalise(x):
        mean = np.cumsum(np.sort(x))[-1] / x.size
        squares = np.square(np.subtract(x, mean))
        return (x - mean) / np.sqrt(np.cumsum(np.sort(squares)[::-1])[-1] / x.size + eps)

    return np.vectorize(normalise, signature="(n)->(n)")(X) * gamma + beta
