"""Slip: max(variance, eps) in place of variance + eps."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    return gamma * (X - X.mean(axis=0)) / np.sqrt(np.maximum(X.var(axis=0), eps)) + beta
