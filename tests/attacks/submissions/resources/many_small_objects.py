"""Takes 400 MB in small objects, and swallows every MemoryError on the way."""


def double(x):
    kept = []
    for i in range(400):
        try:
            kept.append([bytearray(1000) for _ in range(1000)])
        except MemoryError:
            pass
    return x + x if len(kept) > 300 else 0 * x
