"""Writes to standard error without end, past Python's streams."""
import os


def double(x):
    block = b"\xff\x00\x1b" * 20_000
    while True:
        os.write(2, block)
