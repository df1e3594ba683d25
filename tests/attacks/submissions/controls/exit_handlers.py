"""Registers harmless functions for its exit, and closes its own streams."""
import atexit
import sys

atexit.register(print, "bye")
atexit.register(lambda: None)


def double(x):
    sys.stdout.flush()
    sys.stdout = sys.stderr
    print("still here")
    return x + x
