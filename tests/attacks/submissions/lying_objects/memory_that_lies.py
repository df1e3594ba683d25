"""Returns arrays over memory that is not theirs: a mapped file, a released buffer, a stride that leaves it."""
# every case
import numpy as np

calls = 0


def double(x):
    global calls
    calls += 1
    if calls == 1:
        with open("mapped", "wb") as file:
            file.truncate(x.nbytes)
        return np.memmap("mapped", x.dtype, "r+", shape=x.shape)
    if calls == 2:
        with open("mapped", "wb") as file:
            file.truncate(0)
        return np.lib.stride_tricks.as_strided(x, (x.size,), (1 << 40,))
    return np.ndarray(x.shape, x.dtype, memoryview(bytearray(x.nbytes)), 0)
