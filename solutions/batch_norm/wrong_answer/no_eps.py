"""Slip: eps is forgotten: right to a few digits, and NaN for a constant feature."""


def batch_normalization(X, gamma, beta, eps=1e-5):
    return gamma * (X - X.mean(axis=0)) / X.std(axis=0) + beta
