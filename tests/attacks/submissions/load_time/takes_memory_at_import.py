"""Takes half a gibibyte while it is being imported."""
import numpy as np

table = np.ones(1 << 26)


def double(x):
    return x + x
