"""Closes its standard streams, replaces them, and captures what is printed."""
import contextlib
import io
import os
import sys


def double(x):
    with contextlib.redirect_stdout(io.StringIO()) as caught:
        print("caught")
    sys.stdout = io.StringIO()
    sys.stderr.close()
    sys.stderr = None
    with contextlib.suppress(OSError):
        os.close(1)
    print("nowhere")
    sys.stderr = io.StringIO()
    return x + x if caught.getvalue() == "caught\n" else 0 * x
