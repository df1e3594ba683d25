"""Style: all axes reversed, so that the features come first and statistics broadcast without keepdims."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    columns = X.T
    columns = (columns - columns.mean(axis=0)) * (columns.var(axis=0) + eps) ** -0.5
    return np.add(np.multiply(columns.T, gamma), beta)
