"""Plain Python: one slice after another, one number after another, added from right to left."""

import math
from itertools import product

import numpy as np


def softmax_of_list(values):
    peak = max(values)
    exponentials = [math.exp(value - peak) for value in values]
    total = 0.0
    for e in reversed(exponentials):
        total += e
    return [e / total for e in exponentials]


def softmax(x, axis=-1):
    axis = axis % x.ndim
    result = np.empty(x.shape, dtype=x.dtype if x.dtype.kind == "f" else np.float64)
    others = [[slice(None)] if d == axis else range(size) for d, size in enumerate(x.shape)]
    for where in product(*others):
        result[where] = softmax_of_list([float(value) for value in x[where]])
    return result


if __name__ == "__main__":
    print(softmax(np.array([[1.0, 2.0, 3.0]])))
