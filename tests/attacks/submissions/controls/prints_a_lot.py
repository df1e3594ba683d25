"""Prints 60 KB in all, just below the limit, on both streams."""
import sys


def double(x):
    for _ in range(120):
        print("value", x.sum(), "." * 50)
        print("." * 40, file=sys.stderr)
    return x + x
