"""Opens files, pipes and event counters until there are no more descriptors."""
import os


def double(x):
    opened = 0
    try:
        while opened < 2000:
            os.pipe()
            os.open(os.devnull, os.O_RDONLY)
            opened += 3
    except OSError:
        pass
    return x + x if opened > 1000 else 0 * x
