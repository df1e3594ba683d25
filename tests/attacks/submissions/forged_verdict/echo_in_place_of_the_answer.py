"""Sends the second half of an answer, the arguments, without the first half, and no answer."""
import os
import struct


def double(x):
    os.write(3, struct.pack("<BIQ", 20, 0, 0) * 2)
    return 0 * x
