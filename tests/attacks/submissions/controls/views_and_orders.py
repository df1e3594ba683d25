"""Returns what is right in an unusual layout: a transposed copy, a view of every other element, a read-only array."""
# every case
import numpy as np

calls = 0


def double(x):
    global calls
    calls += 1
    wide = np.zeros((*x.shape, 2), x.dtype)
    wide[..., 0] = x + x
    if calls % 3 == 0:
        return np.asfortranarray(wide[..., 0])
    if calls % 3 == 1:
        return wide[..., 0]
    answer = np.flip(np.flip(wide[..., 0]).copy())
    answer.flags.writeable = False
    return answer
