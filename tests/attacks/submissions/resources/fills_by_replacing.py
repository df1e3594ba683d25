"""Writes 480 MB into files that it keeps open and replaces by others of the same name."""
# not on basic: the judge sees its folder, but not what was removed from it
import os


def double(x):
    block, kept, written = bytes(4 << 20), [], 0
    try:
        for _ in range(120):
            kept.append(os.open("new", os.O_CREAT | os.O_RDWR))
            written += os.write(kept[-1], block)
            os.rename("new", "old")
    except OSError:
        pass
    return x + x if written >= 480 << 20 else 0 * x
