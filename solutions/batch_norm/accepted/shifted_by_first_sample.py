"""Style: deviations from the first sample; E[y^2] - E[y]^2 is harmless once the offset is gone."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    Y = X - X[0]
    mean = Y.mean(axis=0)
    variance = (Y * Y).mean(axis=0) - mean * mean
    return gamma * (Y - mean) / np.sqrt(variance + eps) + beta
