"""p_i = 1 / sum_j exp(x_j - x_i): no maximum at all; an overflow to infinity gives the right 0."""

import numpy as np


def softmax(x, axis=-1):
    z = np.moveaxis(x.astype(np.result_type(x.dtype, np.float32) if x.dtype.kind == "f" else np.float64), axis, -1)
    finite = np.isfinite(z)
    safe = np.where(finite, z, 0)
    with np.errstate(over="ignore"):
        ratios = np.exp(safe[..., None, :] - safe[..., :, None])  # [..., i, j] = exp(x_j - x_i)
        totals = np.sum(np.where(finite[..., None, :], ratios, 0), axis=-1)
    p = np.where(finite, 1 / np.where(finite, totals, 1), 0).astype(z.dtype)
    return np.moveaxis(p, -1, axis)
