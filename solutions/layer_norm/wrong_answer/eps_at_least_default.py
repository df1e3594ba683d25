"""Slip: an eps below the default is taken for the default."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    mean = X.mean(axis=-1, keepdims=True)
    centred = X - mean
    variance = np.mean(centred**2, axis=-1, keepdims=True)
    return gamma * (centred / np.sqrt(variance + max(eps, 1e-5))) + beta
