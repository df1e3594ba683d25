"""Slip: statistics over the features of each sample: that is layer normalisation."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    mean = np.mean(X, axis=1, keepdims=True)
    variance = np.var(X, axis=1, keepdims=True)
    return gamma * (X - mean) / np.sqrt(variance + eps) + beta
