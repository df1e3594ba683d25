"""Sends a harmless signal to everyone, to its group and to the judge; a harmful one would arrive just so."""
import os
import signal


def double(x):
    hit = 0
    for pid in (-1, 0, int("@JUDGE@"), -int("@JUDGE@"), -int("@LAUNCHER@"), 1):
        try:
            os.kill(pid, 0 if pid else signal.SIGCONT)
            hit += pid not in (0, os.getpid())
        except OSError:
            pass
    return x + x if hit else 0 * x
