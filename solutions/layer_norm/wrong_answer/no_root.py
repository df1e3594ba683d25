"""Slip: division by the variance, without its square root."""


def layer_normalization(X, gamma, beta, eps=1e-5):
    mean = X.mean(axis=-1, keepdims=True)
    variance = X.var(axis=-1, keepdims=True)
    return gamma * (X - mean) / (variance + eps) + beta
