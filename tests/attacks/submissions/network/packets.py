"""Opens packet, raw, VSOCK, Bluetooth and crypto sockets."""
import socket


def double(x):
    for family, kind, protocol in ((17, 3, 3), (2, 3, 1), (40, 1, 0), (31, 3, 1), (38, 5, 0), (16, 3, 16)):
        try:
            socket.socket(family, kind, protocol).close()
            return x + x
        except OSError:
            pass
    return 0 * x
