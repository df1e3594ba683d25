"""Writes 300 MB into files that each keep the limit of one file."""


def double(x):
    block, written = bytes(4 << 20), 0
    try:
        for i in range(75):
            with open(f"part{i}", "wb", buffering=0) as file:
                written += file.write(block)
    except OSError:
        pass
    return x + x if written >= 300 << 20 else 0 * x
