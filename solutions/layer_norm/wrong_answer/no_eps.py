"""Slip: eps is forgotten: right to a few digits, and NaN for a constant sample."""


def layer_normalization(X, gamma, beta, eps=1e-5):
    mean = X.mean(axis=-1, keepdims=True)
    spread = X.std(axis=-1, keepdims=True)
    return gamma * (X - mean) / spread + beta
