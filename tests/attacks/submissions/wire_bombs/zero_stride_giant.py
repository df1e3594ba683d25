"""Returns a broadcast view of one number that claims eight exabytes less a little."""
import numpy as np


def double(x):
    return np.lib.stride_tricks.as_strided(x, shape=((1 << 59),), strides=(0,))
