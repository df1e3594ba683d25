"""Answers rightly, and announces a tebibyte where its arguments are due back."""
import os
import struct


def double(x):
    header = b"a" + bytes([11, 67, x.ndim]) + struct.pack(f"<{x.ndim}Q", *x.shape)
    os.write(3, struct.pack("<BIQ", 19, len(header), x.nbytes) + header + (x + x).tobytes())
    os.write(3, struct.pack("<BIQ", 20, 1, 1 << 40) + b"N" + bytes(1 << 16))
    return 0 * x
