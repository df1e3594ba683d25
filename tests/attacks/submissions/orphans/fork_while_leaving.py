"""Forks from an exit handler and from a finaliser, when nobody looks any more, and answers nothing."""
import atexit
import os
import sys
import time


def leave_one_behind():
    if os.fork() == 0:
        os.setsid()
        time.sleep(0.5)
        open("@OUTSIDE@/orphan", "w").close()
        os._exit(0)


class Finaliser:
    def __del__(self):
        leave_one_behind()


atexit.register(leave_one_behind)
last = Finaliser()


def double(x):
    global last
    last = None
    atexit._run_exitfuncs()
    sys.exit(0)
