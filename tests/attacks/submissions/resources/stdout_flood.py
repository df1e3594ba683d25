"""Prints without end."""


def double(x):
    while True:
        print("x" * 10_000)
