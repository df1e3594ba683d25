"""Stops itself, so that its CPU clock stands still and it neither answers nor ends."""
import os
import signal


def double(x):
    os.kill(os.getpid(), signal.SIGSTOP)
    while True:
        signal.pause()
