"""Log-weights first: scores less their log-sum-exp, with -inf for masked keys, and exp at the end."""

import numpy as np


def attention(Q, K, V, mask=None):
    log_weights = Q @ K.swapaxes(-2, -1) / float(np.sqrt(K.shape[-1]))
    if mask is not None:
        log_weights = np.where(mask, log_weights, -np.inf)
    log_weights = log_weights - np.logaddexp.reduce(log_weights, axis=-1, keepdims=True)
    weights = np.exp(log_weights)
    return weights @ V, weights
