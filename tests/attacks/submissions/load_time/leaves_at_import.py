"""Leaves with code 0 while it is being imported."""
import os

os._exit(0)


def double(x):
    return x + x
