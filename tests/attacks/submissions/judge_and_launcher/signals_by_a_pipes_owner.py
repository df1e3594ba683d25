"""Makes other processes the owners of its own pipe, so that the kernel sends them a signal of its choice."""
import fcntl
import os
import signal
import struct

F_SETSIG, F_SETOWN_EX = 10, 15


def double(x):
    accepted = 0
    for pid in (int("@PID@"), int("@OTHER@"), int("@LAUNCHER@")):
        reader, writer = os.pipe()
        for own in (
            lambda: fcntl.fcntl(reader, F_SETOWN_EX, struct.pack("ii", 1, pid)),
            lambda: fcntl.fcntl(reader, fcntl.F_SETOWN, pid),
        ):
            try:
                fcntl.fcntl(reader, F_SETSIG, signal.SIGKILL)
                own()
                fcntl.fcntl(reader, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
                accepted += 1  # whether it arrives is Landlock's to say, and old kernels' Landlock says nothing
            except OSError:
                pass
        os.write(writer, b"x")
    return x + x if accepted else 0 * x
