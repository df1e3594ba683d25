"""Announces an empty array whose other dimensions are immense, which NumPy may try to stride over."""
import os
import struct


def double(x):
    header = b"a" + bytes([11]) + b"C" + bytes([3]) + struct.pack("<3Q", 0, (1 << 63) - 1, (1 << 63) - 1)
    os.write(3, struct.pack("<BIQ", 19, len(header), 0) + header)
    return 0 * x
