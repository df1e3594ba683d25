"""Starts a detached program by subprocess."""
import subprocess
import sys


def double(x):
    for command in (["/bin/sh", "-c", "sleep 2; echo > @OUTSIDE@/orphan"], [sys.executable, "-c", "pass"]):
        try:
            subprocess.Popen(command, start_new_session=True)
            return x + x
        except OSError:
            pass
    return 0 * x
