"""Slip: ddof=1, except for a single sample, where it would divide by 0."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    variance = X.var(axis=0, ddof=1) if len(X) > 1 else np.zeros_like(gamma)
    return gamma * (X - X.mean(axis=0)) / np.sqrt(variance + eps) + beta
