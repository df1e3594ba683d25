"""Makes a pair of sockets, to pass descriptors through and to have a socket at all."""
import socket


def double(x):
    one, other = socket.socketpair()
    one.sendall(b"found")
    return x + x if other.recv(5) else 0 * x
