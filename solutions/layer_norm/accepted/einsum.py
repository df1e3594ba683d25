"""Style: np.einsum for the sums, with the squares inside the contraction."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    features = X.shape[-1]
    centred = X - np.einsum("...f->...", X)[..., None] / features
    variance = np.einsum("...f,...f->...", centred, centred) / features
    return np.einsum("...f,f,...->...f", centred, gamma, 1 / np.sqrt(variance + eps)) + beta
