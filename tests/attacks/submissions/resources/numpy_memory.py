"""Takes half a gibibyte in one array, four times what it may use."""
import numpy as np


def double(x):
    block = np.ones(1 << 26)
    return x + x if block[-1] else 0 * x
