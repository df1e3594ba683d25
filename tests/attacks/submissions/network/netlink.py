"""Opens a netlink socket, which shows and changes the machine's network."""
import socket


def double(x):
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as kernel:
        kernel.bind((0, 0))
    return x + x
