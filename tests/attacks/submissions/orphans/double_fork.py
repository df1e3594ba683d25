"""Forks twice with a session of its own, and leaves a grandchild that writes into a file later."""
import os
import time


def double(x):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for _ in range(100):
                time.sleep(0.02)
                open("@OUTSIDE@/orphan", "w").close()
        os._exit(0)
    return x + x
