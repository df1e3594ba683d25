"""Slip: einsum subscripts with letters for three axes, and none for a fourth."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    leading = "bl"[: X.ndim - 1]
    mu = np.einsum(f"{leading}f->{leading}", X)[..., None] / X.shape[-1]
    centred = X - mu
    variance = np.einsum(f"{leading}f,{leading}f->{leading}", centred, centred)[..., None] / X.shape[-1]
    return gamma * centred / np.sqrt(variance + eps) + beta
