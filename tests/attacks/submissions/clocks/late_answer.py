"""Sleeps past the limit, and answers rightly then."""
import time


def double(x):
    time.sleep(1.2)
    return x + x
