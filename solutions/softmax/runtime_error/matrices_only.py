"""Slip: written for two dimensions."""

import numpy as np


def softmax(x, axis=-1):
    z = x if x.dtype.kind == "f" else x.astype(np.float64)
    rows, columns = z.shape
    if axis in (0, -2):
        return softmax(z.T).T
    result = np.empty((rows, columns), dtype=z.dtype)
    for i in range(rows):
        e = np.exp(z[i] - z[i].max())
        result[i] = e / e.sum()
    return result
