"""Opens performance counters of its own and of other processes, a rich source of side channels and kernel faults."""
import ctypes
import struct


def double(x):
    libc = ctypes.CDLL(None, use_errno=True)
    attributes = ctypes.create_string_buffer(struct.pack("<IIQ", 1, 128, 1), 128)
    for pid in (0, int("@PID@"), -1):
        if libc.syscall(ctypes.c_long(298), attributes, pid, -1, -1, 0) >= 0:
            return x + x
    return 0 * x
