"""Slip: unpacks the shape of a matrix, so vectors and sequences raise."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    batch, features = X.shape
    mean = X.sum(axis=1).reshape(batch, 1) / features
    variance = ((X - mean) ** 2).sum(axis=1).reshape(batch, 1) / features
    return gamma * (X - mean) / np.sqrt(variance + eps) + beta
