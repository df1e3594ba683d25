"""Catches everything, including its own exits, memory and recursion errors."""
import sys


def double(x):
    try:
        sys.exit(1)
    except:  # noqa: E722
        pass
    try:
        bytearray(1 << 40)
    except MemoryError:
        pass
    try:
        double_deep()
    except RecursionError:
        pass
    try:
        raise KeyboardInterrupt
    except BaseException as error:
        first = error
    try:
        raise ExceptionGroup("many", [ValueError(1), TypeError(2)]) from first
    except* ValueError:
        pass
    except* TypeError:
        pass
    return x + x


def double_deep():
    return double_deep()
