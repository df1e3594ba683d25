"""Answers complex numbers whose imaginary part is NaN, and long doubles whose bits are no number."""
import numpy as np


def double(x):
    if x.ndim == 1:
        return x + x + 1j * np.nan
    answer = np.zeros(x.shape, np.longdouble)
    answer.view(np.uint8)[...] = 0x7F
    return answer
