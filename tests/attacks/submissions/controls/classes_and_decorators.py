"""Uses dataclasses, enums, descriptors, decorators, generics, properties, slots and a metaclass."""
from __future__ import annotations

import dataclasses
import enum
import functools
import typing


class Mode(enum.Enum):
    TWICE = 2


@dataclasses.dataclass(frozen=True, slots=True)
class Doubler:
    mode: Mode = Mode.TWICE
    history: list = dataclasses.field(default_factory=list)

    def __call__(self, x):
        return x * x.dtype.type(self.mode.value)


def traced(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    return wrapper


T = typing.TypeVar("T")


class Registry(type):
    names: typing.ClassVar[dict] = {}

    def __init__(cls, name, bases, space):
        Registry.names[name] = cls


class Plan(typing.Generic[T], metaclass=type):
    pass


@traced
def double(x: T) -> T:
    return Doubler()(x)
