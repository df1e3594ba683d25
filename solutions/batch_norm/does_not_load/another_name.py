"""Slip: the function is called batch_norm, so the entry point is missing."""

import numpy as np


def batch_norm(X, gamma, beta, eps=1e-5):
    return gamma * (X - np.mean(X, axis=0)) / np.sqrt(np.var(X, axis=0) + eps) + beta
