"""Kills other processes through descriptors of them."""
import os
import signal


def double(x):
    hit = 0
    for pid in (int("@PID@"), int("@OTHER@")):
        try:
            signal.pidfd_send_signal(os.pidfd_open(pid), signal.SIGKILL)
            hit += 1
        except OSError:
            pass
    return x + x if hit else 0 * x
