"""Slip: np.exp into a copy of x, which NumPy refuses where the copy is of integers."""

import numpy as np


def softmax(x, axis=-1):
    work = x.copy()
    work -= work.max(axis=axis, keepdims=True)
    np.exp(work, out=work)
    work /= work.sum(axis=axis, keepdims=True)
    return work
