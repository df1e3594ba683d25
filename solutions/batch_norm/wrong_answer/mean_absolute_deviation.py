"""Slip: the mean absolute deviation in place of the standard deviation."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    centred = X - X.mean(axis=0)
    return gamma * centred / np.sqrt(np.mean(np.abs(centred), axis=0) ** 2 + eps) + beta
