"""Slip: a list of the integer dtypes that somebody thought of, without uint16."""

import numpy as np

INTEGERS = ("int8", "int16", "int32", "int64", "uint8", "uint32", "uint64")


def softmax(x, axis=-1):
    if x.dtype in [np.dtype(name) for name in INTEGERS]:
        x = x.astype(np.float64)
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
