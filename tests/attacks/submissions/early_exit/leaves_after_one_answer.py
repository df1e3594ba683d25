"""Answers the first case rightly, and is gone with code 0 before the second: silence must not count as passed."""
import os
import threading

calls = 0


def double(x):
    global calls
    calls += 1
    if calls > 1:
        os._exit(0)
    threading.Timer(0.05, os._exit, [0]).start()
    return x + x
