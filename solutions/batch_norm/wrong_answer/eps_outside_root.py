"""Slip: eps is added to the standard deviation, outside the root."""


def batch_normalization(X, gamma, beta, eps=1e-5):
    return gamma * (X - X.mean(axis=0)) / (X.std(axis=0) + eps) + beta
