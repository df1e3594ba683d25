"""Slip: a batch of one is handed back as it is, since there is nothing to average."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    if X.shape[0] == 1:
        return X.copy()
    return gamma * (X - X.mean(axis=0)) / np.sqrt(X.var(axis=0) + eps) + beta
