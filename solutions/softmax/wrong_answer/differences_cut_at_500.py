"""Slip: logits 500 below the maximum get 0, "for safety"; float64 goes down to exp(-745)."""

import numpy as np


def softmax(x, axis=-1):
    if x.dtype.kind != "f":
        x = x.astype(np.float64)
    shifted = x - x.max(axis=axis, keepdims=True)
    exps = np.where(shifted < -500, x.dtype.type(0), np.exp(shifted))
    return exps / exps.sum(axis=axis, keepdims=True)
