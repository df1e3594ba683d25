"""Stops and kills its parent, which forks every candidate."""
import os
import signal


def double(x):
    hit = 0
    for pid in {os.getppid(), int("@LAUNCHER@")}:
        for number in (0, signal.SIGSTOP, signal.SIGKILL):
            try:
                os.kill(pid, number)
                hit += 1
            except OSError:
                pass
    return x + x if hit else 0 * x
