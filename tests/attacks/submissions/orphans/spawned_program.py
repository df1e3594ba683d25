"""Starts a program by posix_spawn, which forks in the C library."""
import os


def double(x):
    os.posix_spawn("/bin/sh", ["sh", "-c", "sleep 1"], {}, setsid=True)
    return x + x
