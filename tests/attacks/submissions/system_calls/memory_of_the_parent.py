"""Reads and writes the memory of other processes in one call each."""
import ctypes
import os
import struct


def double(x):
    libc = ctypes.CDLL(None, use_errno=True)
    buffer = ctypes.create_string_buffer(64)
    local = struct.pack("<QQ", ctypes.addressof(buffer), 64)
    for pid in (int("@LAUNCHER@"), os.getppid(), int("@JUDGE@"), int("@PID@")):
        remote = struct.pack("<QQ", id(os), 64)
        if libc.process_vm_readv(pid, local, ctypes.c_ulong(1), remote, ctypes.c_ulong(1), ctypes.c_ulong(0)) > 0:
            return x + x
        if libc.process_vm_writev(pid, local, ctypes.c_ulong(0), remote, ctypes.c_ulong(0), ctypes.c_ulong(0)) >= 0:
            return x + x
    return 0 * x
