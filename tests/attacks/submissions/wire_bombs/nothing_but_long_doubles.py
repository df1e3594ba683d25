"""Answers in every dtype that travels, with bit patterns that are no numbers in it, and then in none that does."""
# every case
import numpy as np

DTYPES = ["longdouble", "clongdouble", ">f8", "float16", "M8[s]", "m8[s]", "S8", "U2", "V8", "?", "u8", ">c16", "O"]
turn = iter(DTYPES * 10)


def double(x):
    dtype = np.dtype(next(turn))
    if dtype.kind == "O":
        return np.array([x], dtype)
    return np.frombuffer(b"\xff" * (dtype.itemsize * x.size), dtype).reshape(x.shape)
