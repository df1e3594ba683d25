"""Dies in the middle of its answer, with half a frame on the channel and threads still writing."""
import os
import struct
import threading


def write():
    while True:
        os.write(3, struct.pack("<BIQ", 19, 1000, 0) + b"l" * 10)
        os.write(1, b"x")


def double(x):
    for _ in range(4):
        threading.Thread(target=write, daemon=True).start()
    os.kill(os.getpid(), 11)
    os._exit(0)
