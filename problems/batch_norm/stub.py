"""Batch normalisation, forward pass in training. See `judge show batch_norm`."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    """Normalise every feature over the batch, then scale and shift it.

    Args:
        X: (batch, features), float32 or float64.
        gamma: (features,), the scale of each feature.
        beta: (features,), the shift of each feature.
        eps: added to the variance, inside the root.

    Returns:
        (batch, features), of the dtype of X.
    """
    return np.zeros_like(X)
