"""Defines no entry point, but a module that has an answer for every name it is asked for."""


def __getattr__(name):
    return lambda *args, **kwargs: True
