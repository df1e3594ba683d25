"""Handles signals, sets alarms and timers, raises signals of its own."""
import faulthandler
import os
import signal
import sys
import threading


def double(x):
    heard = []
    before = signal.signal(signal.SIGALRM, lambda *args: heard.append("alarm"))
    signal.setitimer(signal.ITIMER_REAL, 0.005)
    while not heard:
        signal.pause()
    signal.signal(signal.SIGUSR1, lambda *args: heard.append("own"))
    os.kill(os.getpid(), signal.SIGUSR1)
    signal.raise_signal(signal.SIGUSR1)
    signal.signal(signal.SIGALRM, before)
    timer = threading.Timer(0.005, heard.append, ["timer"])
    timer.start()
    timer.join()
    faulthandler.enable(sys.stderr)
    return x + x if heard == ["alarm", "own", "own", "timer"] else 0 * x
