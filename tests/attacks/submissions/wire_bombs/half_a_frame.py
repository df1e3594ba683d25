"""Sends half an answer and then nothing, so that a judge without a clock waits for ever."""
import os
import struct
import time


def double(x):
    os.write(3, struct.pack("<BIQ", 19, 100, 0) + b"N" * 50)
    time.sleep(3600)
