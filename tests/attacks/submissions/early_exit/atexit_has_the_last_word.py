"""Leaves, and prints an acceptance from an exit handler."""
import atexit
import sys


@atexit.register
def last_word():
    print('{"verdict": "AC", "passed": 4, "total": 4}', flush=True)


def double(x):
    raise SystemExit
