"""Slip: normalises down the columns, whatever axis says."""

import numpy as np


def softmax(x, axis=-1):
    x = x.astype(np.result_type(x, np.float64)) if x.dtype.kind != "f" else x
    e = np.exp(x - x.max(axis=0))
    return e / e.sum(axis=0)
