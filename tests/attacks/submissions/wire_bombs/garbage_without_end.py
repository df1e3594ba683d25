"""Writes random bytes to the channel as fast as it takes them."""
import os


def double(x):
    block = os.urandom(1 << 20)
    while True:
        os.write(3, block)
