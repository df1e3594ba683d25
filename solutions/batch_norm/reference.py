"""Batch normalisation, forward pass in training: Ioffe and Szegedy (2015), algorithm 1.

Every feature is a population of `batch` numbers. All statistics run down the columns: `axis=0` removes the batch axis,
and what is left, (features,), broadcasts against (batch, features) without any reshaping.
"""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    """Normalise each feature over the batch, then scale by gamma and shift by beta."""
    mu = np.mean(X, axis=0)  # (features,)

    # The deviations are small even where X is not: squaring them, and not X, is what keeps the digits of the variance.
    centred = X - mu  # (batch, features)
    variance = np.mean(centred**2, axis=0)  # (features,)  divided by batch, not by batch - 1

    # eps under the root keeps the divisor at sqrt(eps) or more: a constant feature becomes 0 here, never 0 / 0.
    X_hat = centred / np.sqrt(variance + eps)  # (batch, features)

    return gamma * X_hat + beta  # (batch, features)
