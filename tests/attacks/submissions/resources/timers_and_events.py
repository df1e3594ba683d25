"""Fills the kernel with timers, events and sets of descriptors that watch one another, and lets all of them fire."""
import ctypes
import select

libc = ctypes.CDLL(None, use_errno=True)
timer = ctypes.c_void_p()
made = 0
while made < 200_000 and libc.timer_create(1, None, ctypes.byref(timer)) == 0:
    libc.timer_settime(timer, 0, (ctypes.c_long * 4)(0, 1000, 0, 1000), None)
    made += 1
sets = [select.epoll()]
try:
    while True:
        sets.append(select.epoll())
        sets[-1].register(sets[-2].fileno(), select.EPOLLIN)
except OSError:
    pass


def double(x):
    return 0 * x
