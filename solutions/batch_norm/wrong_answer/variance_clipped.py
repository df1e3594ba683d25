"""Slip: the variance is clipped to a range that looks safe, from 1e-3 to 1e3."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    variance = np.clip(X.var(axis=0), 1e-3, 1e3)
    return gamma * (X - X.mean(axis=0)) / np.sqrt(variance + eps) + beta
