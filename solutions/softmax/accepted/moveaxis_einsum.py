"""The axis moved to the end, sums by einsum, and the axis moved back."""

import numpy as np


def softmax(x, axis=-1):
    z = np.moveaxis(x, axis, -1)
    if np.issubdtype(z.dtype, np.integer):
        z = z.astype(np.float64)
    e = np.exp(z - z.max(axis=-1)[..., None])
    p = np.einsum("...i,...->...i", e, 1 / np.einsum("...i->...", e))
    return np.moveaxis(p, -1, axis)
