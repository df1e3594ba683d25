"""Stays a little below each limit of its own, loading, answering and handing back its arguments, so that they add up."""
# every case
import os
import struct
import sys
import time

time.sleep(0.85)


def double(x):
    time.sleep(0.65)
    header = b"a" + bytes([{8: 11, 4: 10}[x.itemsize], 67, x.ndim]) + struct.pack(f"<{x.ndim}Q", *x.shape)
    frame = sys._getframe()
    while "tickets" not in frame.f_locals:
        frame = frame.f_back
    os.write(3, frame.f_locals["tickets"][:8])
    os.write(3, struct.pack("<BIQ", 19, len(header), x.nbytes) + header + (x + x).tobytes())
    time.sleep(0.65)
    os.write(3, struct.pack("<BIQ", 20, 1, 0) + b"N")
    time.sleep(0.1)
    return x + x
