"""Style: both sums are products with a row of ones, so that BLAS chooses the order of the additions."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    batch = X.shape[0]
    ones = np.ones((1, batch), dtype=X.dtype)
    centred = X - ones @ X / batch
    variance = ones @ (centred * centred) / batch
    inverse_root = 1.0 / np.sqrt(variance + eps)
    return centred * inverse_root * gamma + beta
