"""Uses a good part of its memory for a moment, and many small objects."""
import numpy as np


def double(x):
    block = np.ones(6 << 20)
    many = [[i] for i in range(200_000)]
    return x + x if block.sum() == block.size and len(many) == 200_000 else 0 * x
