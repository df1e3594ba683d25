"""Sends a datagram, which needs no connection."""
import socket


def double(x):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"found", ("127.0.0.1", int("@UDP@")))
    return x + x
