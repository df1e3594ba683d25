"""Style: running totals by np.cumsum over the rows in order of size, and a power instead of a root."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    batch, _ = X.shape
    mean = np.cumsum(np.sort(X, axis=0), axis=0)[-1] / batch
    centred = np.subtract(X, mean)
    variance = np.cumsum(np.square(centred)[::-1], axis=0)[-1] / batch
    return np.add(np.multiply(centred, gamma * (variance + eps) ** -0.5), beta)
