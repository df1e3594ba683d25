"""Slip: of two logits one gets the sigmoid and the other what is left of 1, which has no digit of a small one."""

import numpy as np


def softmax(x, axis=-1):
    if x.dtype.kind != "f":
        x = x.astype(np.float64)
    if x.shape[axis] == 2:
        first, second = np.moveaxis(x, axis, 0)
        p = 1 / (1 + np.exp(second - first))
        return np.stack([p, 1 - p], axis=axis)
    exps = np.exp(x - x.max(axis=axis, keepdims=True))
    return exps / exps.sum(axis=axis, keepdims=True)
