"""Waits for standard input, for a secret or for ever."""
import os
import sys


def double(x):
    data = sys.stdin.read() + os.read(0, 100).decode()
    try:
        with open("/dev/tty", "rb") as terminal:
            data += str(terminal.read(1))
    except OSError:
        pass
    return x + x if data else 0 * x
