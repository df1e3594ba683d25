"""Sets timers that fire as fast as they can, to keep whoever waits busy, and never answers."""
import signal


def double(x):
    signal.signal(signal.SIGALRM, lambda *args: None)
    signal.signal(signal.SIGVTALRM, lambda *args: None)
    signal.setitimer(signal.ITIMER_REAL, 1e-6, 1e-6)
    signal.setitimer(signal.ITIMER_VIRTUAL, 1e-6, 1e-6)
    while True:
        signal.pause()
