"""Slip: division by the variance, without its square root."""


def batch_normalization(X, gamma, beta, eps=1e-5):
    return gamma * (X - X.mean(axis=0)) / (X.var(axis=0) + eps) + beta
