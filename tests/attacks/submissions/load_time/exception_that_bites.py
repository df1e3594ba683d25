"""Fails to load with an exception that fails to be described, with a false line, text and file name."""


class Bite(SyntaxError):
    @property
    def msg(self):
        raise KeyboardInterrupt

    lineno = "AC"
    text = "x" * 10_000_000
    filename = b"\xff"

    def __str__(self):
        import os

        os._exit(0)


raise Bite("AC")
