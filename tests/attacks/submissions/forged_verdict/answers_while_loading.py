"""Writes loaded-and-answered frames to the channel while it is being imported, before any question."""
import os
import struct

HEAD = struct.Struct("<BIQ")
ARRAY = b"a" + bytes([11]) + b"C" + bytes([1]) + struct.pack("<Q", 33)

for _ in range(4):
    os.write(3, HEAD.pack(17, 0, 0))
    os.write(3, HEAD.pack(19, len(ARRAY), 8 * 33) + ARRAY + bytes(8 * 33))
    os.write(3, HEAD.pack(20, 1, 0) + b"N")


def double(x):
    return 0 * x
