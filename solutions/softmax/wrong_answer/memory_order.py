"""Slip: works on the raw memory as if it were in row order, and takes a column-major array for another one."""

import numpy as np


def softmax(x, axis=-1):
    z = np.frombuffer(x.tobytes(order="A"), dtype=x.dtype).reshape(x.shape)
    if np.issubdtype(x.dtype, np.integer):
        z = z.astype(np.float64)
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
