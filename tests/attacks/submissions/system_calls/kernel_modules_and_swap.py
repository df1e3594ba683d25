"""Loads modules, a new kernel, swap space; each with arguments that do nothing."""
import ctypes


def double(x):
    libc = ctypes.CDLL(None, use_errno=True)
    page = ctypes.create_string_buffer(64)
    one = ctypes.c_long
    for number, arguments in (
        (175, (page, one(0), page)),  # init_module
        (313, (one(-1), page, one(0))),  # finit_module
        (246, (one(0), one(0), None, one(0))),  # kexec_load
        (167, (page, one(0))),  # swapon
        (172, (one(3),)),  # iopl
        (154, (one(0), page, one(64))),  # modify_ldt
        (135, (one(0x0040000),)),  # personality(ADDR_NO_RANDOMIZE)
        (163, (None,)),  # acct
        (153, ()),  # vhangup
        (103, (one(10), None, one(0))),  # syslog
    ):
        if number not in (153,) and libc.syscall(one(number), *arguments) >= 0:
            return x + x
    return 0 * x
