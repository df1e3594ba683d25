"""Slip: the formula of inference with fresh running statistics (mean 0, variance 1)."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    running_mean = np.zeros_like(gamma)
    running_var = np.ones_like(gamma)
    return gamma * (X - running_mean) / np.sqrt(running_var + eps) + beta
