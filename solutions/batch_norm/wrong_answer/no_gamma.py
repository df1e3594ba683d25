"""Slip: the scale is forgotten."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    return (X - X.mean(axis=0)) / np.sqrt(X.var(axis=0) + eps) + beta
