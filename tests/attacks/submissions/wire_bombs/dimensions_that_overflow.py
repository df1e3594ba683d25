"""Announces dimensions whose product overflows 64 bits, down to a body of nothing."""
import os
import struct


def double(x):
    header = b"a" + bytes([11]) + b"C" + bytes([4]) + struct.pack("<4Q", 1 << 32, 1 << 31, 2, (1 << 64) - 1)
    os.write(3, struct.pack("<BIQ", 19, len(header), 0) + header)
    return 0 * x
