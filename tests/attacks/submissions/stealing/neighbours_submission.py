"""Reads another person's submission, which lies beside its own file."""
import os


def double(x):
    for path in ("@NEIGHBOUR@", os.path.join(os.path.dirname(os.path.abspath(__file__)), "neighbour.py")):
        try:
            with open(path, encoding="utf-8") as file:
                text = file.read()
        except OSError:
            continue
        scope = {}
        exec(text, scope)
        return scope["double"](x)
    return 0 * x
