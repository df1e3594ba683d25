"""Several small calls in one message, from the judge to a candidate: their arguments are arrays and plain values.

A candidate believes the judge, so what is not an array may travel as Python's own `marshal` writes it, which is read at
a fraction of the time that `wire` takes. Nothing that a candidate sends is ever read this way.
"""

from __future__ import annotations

import marshal
import sys

from judge.sandbox.wire_arrays import code_dtype, find_kind
from judge.sandbox.wire_format import UNCHANGEABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    Place = tuple[int | str, int, str, tuple[int, ...]]
    Plan = tuple[str | None, list[Any], dict[str, Any], list[Place]]

VERSION = 4
"""Of `marshal`'s format, which every Python from 3.4 on reads."""


def plan_call(entry: str | None, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Plan | None:
    """Return a call as it travels; None where it has other arguments than arrays and plain values.

    Returns:
        (entry point, arguments, those by name, arrays): with None in the place of each array, and in the last item its
        place, the byte that stands for its dtype, C or F for its order, and its shape, in the order of their data.
    """
    numpy: Any = sys.modules.get("numpy")
    array_type = numpy.ndarray if numpy is not None else None
    plan: Plan = (entry, list(args), dict(kwargs), [])
    values: list[tuple[int | str, Any]] = [*enumerate(args), *kwargs.items()]
    for place, value in values:
        if type(value) is array_type:
            code = code_dtype(value.dtype)
            if code is None:
                return None
            plan[3].append((place, code, "F" if value.flags.fnc else "C", value.shape))
            _put(plan, place, None)
        elif type(value) not in UNCHANGEABLE:
            return None
    return plan


def encode(plans: Sequence[Plan | None]) -> bytes:
    """Return a message's header, of calls with plans. Its body is the data of all arrays, as `wire` encodes them."""
    return marshal.dumps(list(plans), VERSION)


def decode(header: bytes, body: bytes) -> list[tuple[str, tuple[Any, ...], dict[str, Any]]]:
    """Return the calls: entry point, arguments, those by name. Their arrays are writable and own their memory."""
    start = 0
    calls = []
    for plan in marshal.loads(header):
        entry, args, kwargs, places = plan
        for place, code, order, shape in places:
            array = find_kind(code).make_array(shape, order, body, start)
            _put(plan, place, array)
            start += array.nbytes
        calls.append((entry, tuple(args), kwargs))
    return calls


def _put(plan: Plan, place: int | str, value: Any) -> None:
    if isinstance(place, str):
        plan[2][place] = value
    else:
        plan[1][place] = value
