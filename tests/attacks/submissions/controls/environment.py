"""Reads and sets environment variables, looks for optional settings, expands paths."""
import os
import sysconfig


def double(x):
    os.environ["MY_MODE"] = "twice"
    debug = os.environ.get("DEBUG", "0") == "1" or os.getenv("CI")
    home = os.path.expanduser("~/settings.ini")
    path = os.path.expandvars("$HOME/x")
    names = sorted(os.environ) + [sysconfig.get_platform(), os.sep]
    if debug or os.path.exists(home) or not path or not names:
        return x * 2
    return x + x
