"""Layer normalisation: Ba, Kiros and Hinton (2016), equations 3 and 4.

Every sample is a population of `features` numbers: the last axis. All axes before it merely count samples, so one piece
of code serves a vector, a matrix and a batch of sequences.
"""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    """Normalise each sample over the last axis, then scale by gamma and shift by beta."""
    # keepdims leaves a last axis of size 1, which broadcasts against X whatever the number of axes.
    mu = np.mean(X, axis=-1, keepdims=True)  # (..., 1)

    # The deviations are small even where X is not: squaring them, and not X, is what keeps the digits of the variance.
    centred = X - mu  # (..., features)
    variance = np.mean(centred**2, axis=-1, keepdims=True)  # (..., 1)  divided by features, not by features - 1

    # eps under the root keeps the divisor at sqrt(eps) or more: a constant sample becomes 0 here, never 0 / 0.
    X_hat = centred / np.sqrt(variance + eps)  # (..., features)

    # gamma and beta belong to the features, so they line up with the last axis by themselves.
    return gamma * X_hat + beta  # (..., features)
