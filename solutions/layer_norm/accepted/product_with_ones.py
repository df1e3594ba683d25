"""Style: both sums are products with a column of ones, so that BLAS chooses the order of the additions."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    features = X.shape[-1]
    ones = np.ones((features, 1), dtype=X.dtype)
    centred = X - X @ ones / features
    variance = (centred * centred) @ ones / features
    inverse_root = 1.0 / np.sqrt(variance + eps)
    return centred * inverse_root * gamma + beta
