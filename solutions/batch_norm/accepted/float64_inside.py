"""Style: everything in float64 on a transposed copy, cast back to the input's dtype at the end."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    columns = X.T.astype(np.float64, order="C")
    columns -= columns.mean(axis=1, keepdims=True)
    spread = np.sqrt((columns**2).mean(axis=1) + eps)
    return ((columns.T / spread) * gamma + beta).astype(X.dtype)
