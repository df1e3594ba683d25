"""Answers rightly from a copy, and spoils the input, which whoever calls next would use again."""


def double(x):
    answer = x + x
    x.flat[0] = 1e9
    return answer
