"""Slip: the sign of gamma is lost, as if a scale could only be positive."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    return np.abs(gamma) * (X - X.mean(axis=0)) / np.sqrt(X.var(axis=0) + eps) + beta
