"""Slip: right numbers, but the weight is built inside the caller's gamma."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    centred = X - X.mean(axis=0)
    gamma /= np.sqrt(X.var(axis=0) + eps)
    return centred * gamma + beta
