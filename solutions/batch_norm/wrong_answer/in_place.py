"""Slip: right numbers, but X is centred in place and the caller loses its data."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    X -= X.mean(axis=0)
    return gamma * X / np.sqrt((X**2).mean(axis=0) + eps) + beta
