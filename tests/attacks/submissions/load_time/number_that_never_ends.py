"""Has the compiler fold a number of a billion digits, and parses one of ten million."""
import sys

sys.set_int_max_str_digits(0)
number = int("9" * 10_000_000)


def double(x):
    return x + x
