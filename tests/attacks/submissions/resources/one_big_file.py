"""Writes one file of 200 MB, and makes a sparse one of a terabyte."""
import os


def double(x):
    block = bytes(1 << 20)
    try:
        with open("big", "wb", buffering=0) as file:
            for _ in range(200):
                if file.write(block) < len(block):
                    return 0 * x
        return x + x
    except OSError:
        pass
    try:
        with open("sparse", "wb") as file:
            os.truncate(file.fileno(), 1 << 40)
        return x + x
    except OSError:
        return 0 * x
