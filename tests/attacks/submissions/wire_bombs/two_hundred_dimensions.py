"""Announces an array of 200 dimensions, more than NumPy has."""
import os
import struct


def double(x):
    header = b"a" + bytes([11]) + b"C" + bytes([200]) + struct.pack("<200Q", *[1] * 200)
    os.write(3, struct.pack("<BIQ", 19, len(header), 8) + header + bytes(8))
    return 0 * x
