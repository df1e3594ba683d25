"""Slip: statistics by blocks of 32 samples, averaged as if the last block were as long as the others."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    blocks = [X[start : start + 32] for start in range(0, len(X), 32)]
    mu = np.mean([block.mean(axis=0) for block in blocks], axis=0)
    variance = np.mean([((block - mu) ** 2).mean(axis=0) for block in blocks], axis=0)
    return gamma * (X - mu) / np.sqrt(variance + X.dtype.type(eps)) + beta
