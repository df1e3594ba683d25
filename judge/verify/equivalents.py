"""solutions/<slug>/equivalent_mutants.toml: the mutants that no test can tell from the reference, and why.

[[mutant]]
line = "if mask is not None:"
change = "mask is not None -> True"
reason = "np.where(None, ...) takes the second choice, so ..."
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec

from judge.errors import BankError

FILE_NAME = "equivalent_mutants.toml"


class Equivalent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry. `line` and `change` are as `judge verify` prints them; see `Mutant`."""

    line: str
    change: str
    reason: Annotated[str, msgspec.Meta(min_length=10)]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    mutant: list[Equivalent] = msgspec.field(default_factory=list)


def read_equivalents(solutions: Path) -> list[Equivalent]:
    """Return the entries; none where there is no file. Raises BankError."""
    path = solutions / FILE_NAME
    try:
        entries = msgspec.toml.decode(path.read_bytes(), type=_File).mutant
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as fault:
        raise BankError(f"{path}: {fault}") from None
    keys = [(entry.line, entry.change) for entry in entries]
    for key in keys:
        if keys.count(key) > 1:
            raise BankError(f"{path}: '{key[0]}', {key[1]} is listed twice")
    return entries
