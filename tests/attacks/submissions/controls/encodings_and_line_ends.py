"""Names in other scripts, tabs, form feeds, continued lines and an exported list of names."""
from __future__ import annotations

import typing as t

__all__ = ["double"]
Größe = t.TypeVar("Größe")


def verdoppeln(值: Größe, *, λ: int = 2) -> Größe:
	if λ == 2: return 值 + \
		值
	raise AssertionError


double: t.Callable = verdoppeln
