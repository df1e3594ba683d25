"""Sends a list that claims two to the sixtieth items, and a text of as many bytes."""
import os
import struct


def double(x):
    for tag in (b"l", b"s", b"d", b"I"):
        header = tag + struct.pack("<Q", 1 << 60) + b"N" * 64
        os.write(3, struct.pack("<BIQ", 19, len(header), 0) + header)
    return 0 * x
