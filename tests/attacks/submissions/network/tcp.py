"""Connects to a port that listens on this machine, and to one elsewhere."""
import socket


def double(x):
    for address in (("127.0.0.1", int("@TCP@")), ("192.0.2.1", 80)):
        try:
            socket.create_connection(address, timeout=0.2)
            return x + x
        except OSError:
            pass
    return 0 * x
