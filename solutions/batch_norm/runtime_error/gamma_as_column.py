"""Slip: gamma and beta as columns: this broadcasts only for square X (and is wrong there)."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    X_norm = (X - X.mean(axis=0)) / np.sqrt(X.var(axis=0) + eps)
    return X_norm * gamma.reshape(-1, 1) + beta.reshape(-1, 1)
