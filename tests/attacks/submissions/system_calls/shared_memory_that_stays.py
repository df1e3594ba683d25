"""Makes System V and POSIX shared memory, semaphores and queues, which outlive the process."""
import ctypes
import os


def double(x):
    libc = ctypes.CDLL(None, use_errno=True)
    made = libc.shmget(0x6A75, 4096, 0o1666)
    if made >= 0:
        libc.shmctl(made, 0, None)
        return x + x
    for maker, arguments in (("semget", (0x6A75, 1, 0o1666)), ("msgget", (0x6A75, 0o1666))):
        if getattr(libc, maker)(*arguments) >= 0:
            return x + x
    if libc.shm_open(b"/judge_canary", os.O_CREAT | os.O_RDWR, 0o600) >= 0:
        return x + x
    return x + x if libc.syscall(ctypes.c_long(240), b"judge_canary", os.O_CREAT | os.O_RDWR, 0o600, None) >= 0 else 0 * x
