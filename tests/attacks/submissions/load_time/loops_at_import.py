"""Loops without end while it is being imported."""
while True:
    pass


def double(x):
    return x + x
