"""Recurses as deep as Python allows, and a little deeper after raising the limit."""
import sys

sys.setrecursionlimit(6000)


def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)


def double(x):
    return x + x if depth(5000) == 5000 else 0 * x
