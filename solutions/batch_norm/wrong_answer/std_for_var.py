"""Slip: np.std where np.var belongs, so the root is taken twice."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    return gamma * (X - X.mean(axis=0)) / np.sqrt(X.std(axis=0) + eps) + beta
