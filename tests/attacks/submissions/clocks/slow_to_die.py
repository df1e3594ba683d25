"""Has so much to tidy up that its end takes long: pages, mappings, threads and handlers of every signal."""
import ctypes
import mmap
import signal
import threading

for number in range(1, 65):
    try:
        signal.signal(number, lambda *_: None)
    except (OSError, ValueError):
        pass
libc = ctypes.CDLL(None)
pages = bytearray(b"x") * (40 << 20)
crumbs = [mmap.mmap(-1, mmap.PAGESIZE) for _ in range(4000)]


def hold():
    while True:
        pages[::4096] = bytes(len(pages[::4096]))


for _ in range(3):
    try:
        threading.Thread(target=hold, daemon=True).start()
    except RuntimeError:
        pass


def double(x):
    while True:
        libc.mprotect(None, 0, 0)
