"""Sends as many tiny arrays of long doubles as the format takes, each of which is looked at by itself."""
import os
import struct


def double(x):
    count = 5_000
    array = b"a" + bytes([12]) + b"C" + bytes([1]) + struct.pack("<Q", 1)
    header = b"l" + struct.pack("<Q", count) + array * count
    message = struct.pack("<BIQ", 19, len(header), 16 * count) + header + bytes(16 * count)
    while message:
        message = message[os.write(3, message) :]
    return 0 * x
