"""Prints 70 KB in small pieces over its calls, on two streams, where 64 KB are allowed, and answers rightly."""
import sys


def double(x):
    for _ in range(700):
        print("x" * 49)
        print("y" * 49, file=sys.stderr)
    return x + x
