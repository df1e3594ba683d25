"""Connects to a socket that listens at a path that everybody may write to."""
import socket


def double(x):
    with socket.socket(socket.AF_UNIX) as caller:
        caller.connect("@UNIX@")
    return x + x
