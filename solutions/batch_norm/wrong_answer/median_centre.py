"""Slip: the median in place of the mean."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    return gamma * (X - np.median(X, axis=0)) / np.sqrt(X.var(axis=0) + eps) + beta
