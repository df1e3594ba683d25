"""Slip: works through the features one by one and forgets to turn the rows back into columns."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    rows = []
    for j in range(X.shape[1]):
        column = X[:, j]
        rows.append(gamma[j] * (column - column.mean()) / np.sqrt(column.var() + eps) + beta[j])
    return np.array(rows)
