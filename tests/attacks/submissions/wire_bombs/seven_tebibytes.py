"""Announces an array of seven tebibytes, in the header and in the frame."""
import os
import struct


def double(x):
    header = b"a" + bytes([11]) + b"C" + bytes([1]) + struct.pack("<Q", 7 << 37)
    os.write(3, struct.pack("<BIQ", 19, len(header), 7 << 40) + header + bytes(4096))
    return 0 * x
