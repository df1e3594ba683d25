"""The reference of double. Nobody but the judge may read this: canary-reference."""


def double(x):
    return x + x
