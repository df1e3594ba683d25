"""Slip: statistics by blocks of 32 features, averaged as if the last block were as long as the others."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    blocks = [X[..., start : start + 32] for start in range(0, X.shape[-1], 32)]
    mu = np.mean([block.mean(axis=-1, keepdims=True) for block in blocks], axis=0)
    variance = np.mean([((block - mu) ** 2).mean(axis=-1, keepdims=True) for block in blocks], axis=0)
    return gamma * (X - mu) / np.sqrt(variance + X.dtype.type(eps)) + beta
