"""One pass over the axis that carries a running maximum and a running sum, as tiled kernels do."""

import numpy as np


def softmax(x, axis=-1):
    if np.issubdtype(x.dtype, np.integer):
        x = x.astype(np.float64)
    rows = np.moveaxis(x, axis, 0)
    top = np.full(rows.shape[1:], -np.inf, dtype=x.dtype)
    total = np.zeros(rows.shape[1:], dtype=x.dtype)
    for row in rows:
        higher = np.maximum(top, row)
        # Until the first finite entry the maximum is -inf, and -inf - (-inf) would be NaN.
        base = np.where(np.isneginf(higher), 0, higher).astype(x.dtype)
        total = total * np.exp(top - base) + np.exp(row - base)
        top = higher
    return np.moveaxis(np.exp(rows - top) / total, 0, axis)
