"""Enters the namespaces of the first process and of the judge."""
import ctypes
import os


def double(x):
    libc = ctypes.CDLL(None, use_errno=True)
    for pid in ("1", "@JUDGE@", "@LAUNCHER@", "self"):
        for name in ("user", "mnt", "net", "pid"):
            try:
                fd = os.open(f"/proc/{pid}/ns/{name}", os.O_RDONLY)
            except OSError:
                fd = 3
            if libc.setns(fd, 0) == 0:
                return x + x
    return 0 * x
