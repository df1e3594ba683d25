"""Slip: statistics of each sample without keepdims: raises unless X is square (and is wrong there)."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    mean = np.mean(X, axis=1)
    variance = np.var(X, axis=1)
    return gamma * (X - mean) / np.sqrt(variance + eps) + beta
