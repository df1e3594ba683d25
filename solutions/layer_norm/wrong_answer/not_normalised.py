"""Slip: scales and shifts X itself, which nobody has normalised."""


def layer_normalization(X, gamma, beta, eps=1e-5):
    return (gamma * X + beta).astype(X.dtype)
