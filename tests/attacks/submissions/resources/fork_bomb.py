"""Forks as often as it can; each child leaves soon, so that this file does no harm where it works."""
# not on basic: forking is allowed there, and root is not held to the number of processes
import os
import time


def double(x):
    started = 0
    try:
        for _ in range(100):
            if os.fork() == 0:
                time.sleep(0.3)
                os._exit(0)
            started += 1
    except OSError:
        pass
    return x + x if started > 50 else 0 * x
