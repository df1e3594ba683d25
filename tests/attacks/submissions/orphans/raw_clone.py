"""Clones itself by a raw system call, as a child of its own parent."""
import ctypes
import os
import platform
import time

NUMBER = {"x86_64": 56, "aarch64": 220}.get(platform.machine(), 56)


def double(x):
    libc = ctypes.CDLL(None, use_errno=True)
    child = libc.syscall(ctypes.c_long(NUMBER), ctypes.c_long(0x8000 | 17), None, None, None, None)  # CLONE_PARENT
    if child == 0:
        time.sleep(1)
        os._exit(0)
    return x + x if child > 0 else 0 * x
