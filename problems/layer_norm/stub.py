"""Layer normalisation. See `judge show layer_norm`."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    """Normalise every sample over its features, then scale and shift each feature.

    Args:
        X: (..., features), float32 or float64; one axis or more.
        gamma: (features,), the scale of each feature.
        beta: (features,), the shift of each feature.
        eps: added to the variance, inside the root.

    Returns:
        (..., features), of the shape and dtype of X.
    """
    return np.zeros_like(X)
