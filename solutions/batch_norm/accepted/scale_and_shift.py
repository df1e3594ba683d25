"""Style: folded into X * scale + shift, the form in which inference engines merge it with a layer."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    mean = X.mean(axis=0)
    scale = gamma / np.sqrt(X.var(axis=0) + eps)
    shift = beta - mean * scale
    return X * scale + shift
