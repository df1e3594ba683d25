"""Doubles its input in place and returns it: a harness that compares with twice the input as it is afterwards fails."""


def double(x):
    x *= 2
    return x
