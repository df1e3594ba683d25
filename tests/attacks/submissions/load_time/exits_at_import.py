"""Raises SystemExit with code 0 while it is being imported, after it has defined everything."""
import sys


def double(x):
    return x + x


sys.exit(0)
