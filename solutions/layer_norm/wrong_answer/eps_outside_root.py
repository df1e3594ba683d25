"""Slip: eps is added to the standard deviation, outside the root."""


def layer_normalization(X, gamma, beta, eps=1e-5):
    mean = X.mean(axis=-1, keepdims=True)
    spread = X.std(axis=-1, keepdims=True)
    return gamma * (X - mean) / (spread + eps) + beta
