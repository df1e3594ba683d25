"""Slip: no axis, so one mean and one variance for all samples together."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    return gamma * (X - np.mean(X)) / np.sqrt(np.var(X) + eps) + beta
