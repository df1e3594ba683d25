"""Asks for core dumps without a limit, and crashes."""
import ctypes
import os
import resource


def double(x):
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        return x + x
    except (OSError, ValueError):
        pass
    ctypes.string_at(0)
    os.abort()
