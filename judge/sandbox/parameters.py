"""What parameters a plain function has, as far as a call can tell: the judge says what is due, a candidate compares."""

from __future__ import annotations

from types import FunctionType
from typing import Any

Parameters = tuple[int, int, int, int, tuple[str, ...]]
"""How many there are, by position only, variadic (as bits) and with a default; their names."""

_VARIADIC = 0x0C  # inspect.CO_VARARGS | inspect.CO_VARKEYWORDS; that module takes a while to import


def parameters_of(found: object) -> Parameters | None:
    """Return the parameters of a function; None for what is not a plain one, or has some by keyword only."""
    if type(found) is not FunctionType or found.__dict__:
        return None
    code = found.__code__
    if code.co_kwonlyargcount:
        return None
    count = code.co_argcount
    defaults = len(found.__defaults__ or ())
    return count, code.co_posonlyargcount, code.co_flags & _VARIADIC, defaults, code.co_varnames[:count]


def make_function(signature: str) -> FunctionType:
    """Return a function of this signature, such as "(x, axis=-1)". Raises SyntaxError."""
    namespace: dict[str, Any] = {}
    exec(f"def expected{signature}: pass", namespace)
    function: FunctionType = namespace["expected"]
    return function
