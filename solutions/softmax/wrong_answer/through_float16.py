"""Slip: half precision inside, to save memory."""

import numpy as np


def softmax(x, axis=-1):
    due = x.dtype if x.dtype.kind == "f" else np.float64
    z = x.astype(np.float64)
    e = np.exp(z - z.max(axis=axis, keepdims=True)).astype(np.float16)
    return (e / e.sum(axis=axis, keepdims=True, dtype=np.float32)).astype(due)
