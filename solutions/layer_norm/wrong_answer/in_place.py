"""Slip: right numbers, but X is centred in place and the caller loses its data."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    X -= X.mean(axis=-1, keepdims=True)
    variance = (X**2).mean(axis=-1, keepdims=True)
    return gamma * X / np.sqrt(variance + eps) + beta
