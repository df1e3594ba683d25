"""Takes 300 MB of memory outside its own by mapping files and writing into them, many at once."""
import mmap
import os


def double(x):
    size, kept = 4 << 20, []
    try:
        for i in range(75):
            fd = os.open(f"map{i}", os.O_CREAT | os.O_RDWR)
            os.ftruncate(fd, size)
            kept.append(mmap.mmap(fd, size))
            kept[-1][::4096] = b"x" * (size // 4096)
            os.close(fd)
            kept[-1] = kept[-1].close()
    except (OSError, ValueError, MemoryError):
        pass
    return x + x if len(kept) == 75 else 0 * x
