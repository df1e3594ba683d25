"""Makes itself dumpable and traceable, takes off the signal for its parent's death, and asks for privileges."""
import ctypes
import os


def double(x):
    libc = ctypes.CDLL(None, use_errno=True)
    # PR_SET_DUMPABLE, PR_SET_PTRACER, PR_SET_PDEATHSIG, PR_SET_KEEPCAPS, PR_SET_SECUREBITS, PR_SET_CHILD_SUBREAPER
    for option, value in ((4, 1), (0x59616D61, -1), (1, 0), (8, 1), (28, 0), (36, 1), (23, 0)):
        if libc.prctl(option, ctypes.c_ulong(value & (2**64 - 1)), 0, 0, 0) == 0 and option != 23:
            return x + x
    for change in (lambda: os.setuid(0), lambda: os.setresuid(0, 0, 0), lambda: os.setgroups([0]), lambda: os.setsid()):
        try:
            change()
            return x + x
        except OSError:
            pass
    return 0 * x
