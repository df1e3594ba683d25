"""Runs shell commands by os.system and os.popen."""
import os


def double(x):
    if os.system("true") == 0 or os.popen("echo found").read():
        return x + x
    return 0 * x
