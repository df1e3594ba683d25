"""Tests itself when it is run as a program, parses arguments there, and reads its own name."""
import argparse
import doctest
import unittest


def double(x):
    """Return twice x.

    >>> double(2)
    4
    """
    assert __name__ != "__main__" and __file__.endswith(".py")
    return x + x


class Test(unittest.TestCase):
    def test_double(self):
        self.assertEqual(double(2), 4)


if __name__ == "__main__":
    argparse.ArgumentParser().parse_args()
    doctest.testmod()
    unittest.main()
