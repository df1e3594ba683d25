"""Slip: einsum with four letters, which a fifth axis has none of."""

import numpy as np


def softmax(x, axis=-1):
    if np.issubdtype(x.dtype, np.integer):
        x = x.astype(np.float64)
    letters = "abcd"[: x.ndim]
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    kept = letters.replace(letters[axis], "")
    total = np.einsum(f"{letters}->{kept}", e)
    return e / np.expand_dims(total, axis)
