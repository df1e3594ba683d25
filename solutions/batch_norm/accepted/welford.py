"""Style: Welford's updating formulas, one pass over the samples, in the input's own dtype."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    mean = np.zeros_like(gamma)
    squares = np.zeros_like(gamma)
    for count, sample in enumerate(X, start=1):
        before = sample - mean
        mean = mean + before / count
        squares = squares + before * (sample - mean)
    return gamma * (X - mean) / np.sqrt(squares / len(X) + eps) + beta
