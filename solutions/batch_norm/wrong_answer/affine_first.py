"""Slip: gamma and beta are applied to X, and the result is normalised, which undoes them."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    Z = gamma * X + beta
    return (Z - Z.mean(axis=0)) / np.sqrt(Z.var(axis=0) + eps)
