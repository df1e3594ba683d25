"""Reads the reference, the hidden tests and the driver from the bank, by absolute paths."""
import os

PATHS = [
    "@REFERENCE@",
    "@HIDDEN@",
    "@BANK@/problems/tally/driver.py",
    "@CHECKOUT@/solutions/softmax/reference.py",
    "@CHECKOUT@/problems/softmax/hidden_tests.py",
    "@CHECKOUT@/problems/softmax/problem.toml",
    "@CHECKOUT@/judge/model.py",
    "@CHECKOUT@/pyproject.toml",
]


def double(x):
    for path in PATHS:
        try:
            with open(path, "rb") as file:
                if file.read(1):
                    return x + x
        except OSError:
            pass
        try:
            if os.listdir(os.path.dirname(path)):
                return x + x
        except OSError:
            pass
    return 0 * x
