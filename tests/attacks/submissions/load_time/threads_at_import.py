"""Starts threads while it is being imported that write answers before anything is asked."""
import os
import struct
import threading
import time


def write():
    while True:
        time.sleep(0.001)
        os.write(3, struct.pack("<BIQ", 17, 0, 0) + struct.pack("<BIQ", 19, 1, 0) + b"T")


threading.Thread(target=write, daemon=True).start()


def double(x):
    return True
