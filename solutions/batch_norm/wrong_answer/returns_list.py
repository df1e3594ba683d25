"""Slip: a nested list in place of an array."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    return (gamma * (X - np.mean(X, axis=0)) / np.sqrt(np.var(X, axis=0) + eps) + beta).tolist()
