"""Announces a header of four gibibytes, and sends as much of it as is taken."""
import os
import struct


def double(x):
    os.write(3, struct.pack("<BIQ", 19, 0xFFFFFFFF, 0))
    block = bytes(1 << 20)
    while True:
        os.write(3, block)
