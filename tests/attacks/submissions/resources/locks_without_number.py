"""Locks every second byte of a file, each of which the kernel has to remember, until it is stopped."""
import fcntl

file = open("locked", "wb")


def double(x):
    place = 1 << 50
    while True:
        place -= 2
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
