"""Changes the limits, the niceness, the scheduling and the processors of other processes."""
import ctypes
import os
import struct


def attempts(pid):
    libc = ctypes.CDLL(None, use_errno=True)
    lower = struct.pack("<QQ", 64, 64)
    yield lambda: libc.prlimit(ctypes.c_int(pid), ctypes.c_int(7), lower, None)
    yield lambda: libc.prlimit(ctypes.c_int(int("@LAUNCHER@")), ctypes.c_int(7), None, ctypes.create_string_buffer(16))
    yield lambda: os.setpriority(os.PRIO_PROCESS, pid, 19)
    yield lambda: os.sched_setaffinity(pid, {0})
    yield lambda: os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0))
    yield lambda: os.setpgid(pid, 0)


def double(x):
    hit = 0
    for pid in (int("@PID@"), int("@OTHER@")):
        for attempt in attempts(pid):
            try:
                hit += attempt() in (0, None)
            except OSError:
                pass
    return x + x if hit else 0 * x
