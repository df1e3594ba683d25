"""Leaves threads that write into files and to the channel, for as long as the process lives, and answers zeros."""
import threading
import time


def stay():
    while True:
        time.sleep(0.01)
        try:
            open("@OUTSIDE@/orphan", "w").close()
        except OSError:
            pass


def double(x):
    for _ in range(8):
        threading.Thread(target=stay).start()
    time.sleep(0.05)
    return 0 * x
