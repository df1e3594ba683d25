"""Attaches a debugger to its parent and to other processes, and asks to be traced itself."""
import ctypes
import os


def double(x):
    libc = ctypes.CDLL(None, use_errno=True)
    for pid in (os.getppid(), int("@LAUNCHER@"), int("@PID@"), int("@OTHER@")):
        for request in (0x4206, 16):  # SEIZE, ATTACH
            if libc.ptrace(ctypes.c_long(request), ctypes.c_long(pid), None, None) == 0:
                libc.ptrace(ctypes.c_long(17), ctypes.c_long(pid), None, None)
                return x + x
    return x + x if libc.ptrace(ctypes.c_long(0), None, None, None) == 0 else 0 * x
