"""Kills other processes by every call that sends a signal."""
import ctypes
import os
import signal


def double(x):
    libc = ctypes.CDLL(None, use_errno=True)
    information = ctypes.create_string_buffer(128)
    hit = 0
    for pid in (int("@PID@"), int("@OTHER@")):
        for send in (lambda: os.kill(pid, signal.SIGKILL), lambda: os.killpg(pid, signal.SIGKILL)):
            try:
                send()
                hit += 1
            except OSError:
                pass
        for number, arguments in ((200, (pid, 9)), (234, (pid, pid, 9)), (129, (pid, 9, information))):
            hit += libc.syscall(ctypes.c_long(number), *arguments) == 0  # tkill, tgkill, rt_sigqueueinfo
    return x + x if hit else 0 * x
