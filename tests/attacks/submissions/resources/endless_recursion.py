"""Recurses without end in C code, past Python's own limit."""
import sys


class Deep:
    def __repr__(self):
        return repr(self)

    def __del__(self):
        Deep()


def double(x):
    sys.setrecursionlimit(1 << 30)
    return double([x])
