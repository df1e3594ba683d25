"""Returns an array, a text and bytes that are as large as its memory allows."""
import numpy as np


def double(x):
    return [np.zeros(9_000_000), "x" * 20_000_000, b"y" * 20_000_000]
