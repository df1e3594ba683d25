"""Leaves .pth files and sitecustomize modules where the next Python would run them."""
import os
import sys

import numpy

TEXT = "import sys\n"


def double(x):
    folders = ["@SITE@", "@CHECKOUT@", "@HOME@", os.path.dirname(os.path.dirname(numpy.__file__)), *sys.path]
    written = 0
    for folder in folders:
        for name in ("judge_canary.pth", "judge_canary_sitecustomize.py"):
            try:
                with open(os.path.join(folder, name), "w") as file:
                    file.write(TEXT)
                written += 1
            except OSError:
                pass
    return x + x if written else 0 * x
