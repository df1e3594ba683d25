"""Answers an array of 64 dimensions of size 1, as many as NumPy allows, to upset what prints shapes and guesses causes."""
import numpy as np


def double(x):
    return np.zeros((1,) * 64)
