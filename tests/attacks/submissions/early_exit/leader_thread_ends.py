"""Ends the main thread alone by a raw exit, so that the process neither answers nor ends."""
import ctypes
import platform
import threading
import time


def double(x):
    threading.Thread(target=time.sleep, args=[60]).start()
    ctypes.CDLL(None).syscall({"x86_64": 60}.get(platform.machine(), 93), 0)
