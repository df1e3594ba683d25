"""Raises a SystemExit whose code claims to be an acceptance."""


class Accepted(int):
    def __str__(self):
        return "AC"

    def __eq__(self, other):
        return True

    __hash__ = int.__hash__


def double(x):
    raise SystemExit(Accepted(0))
