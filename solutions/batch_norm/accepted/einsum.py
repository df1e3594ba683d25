"""Style: np.einsum for the sums, with the squares inside the contraction."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    batch = X.shape[0]
    centred = X - np.einsum("bf->f", X) / batch
    variance = np.einsum("bf,bf->f", centred, centred) / batch
    return np.einsum("bf,f->bf", centred, gamma / np.sqrt(variance + eps)) + beta
