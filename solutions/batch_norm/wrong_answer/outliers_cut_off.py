"""Slip: what lies beyond 1.5 standard deviations is cut off."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    X_norm = (X - X.mean(axis=0)) / np.sqrt(X.var(axis=0) + eps)
    return gamma * np.clip(X_norm, -1.5, 1.5) + beta
