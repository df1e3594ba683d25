"""Which cases find nothing that the others do not. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

Kills = Mapping[str, Set[str]]
"""Wrong submission -> the cases that reject it."""


def alone(kills: Kills, cases: Sequence[str]) -> dict[str, int]:
    """Return for each case how many submissions it alone rejects."""
    counts = dict.fromkeys(cases, 0)
    for by in kills.values():
        if len(by) == 1:
            counts[next(iter(by))] += 1
    return counts


def removable(kills: Kills, cases: Sequence[str], kept: Set[str]) -> list[str]:
    """Return cases that can go all at once without a submission getting away.

    Those in `kept` stay in any event, and make no other case redundant: a reason to stay is no fault of the others.
    Beside them, each case that is left rejects something that no other does. Cases that reject the fewest go first, the
    later of two equals first.
    """
    rejected = {case: {name for name, by in kills.items() if case in by} for case in cases}
    guards = {name: by - kept for name, by in kills.items()}
    order = sorted(
        (case for case in cases if case not in kept), key=lambda case: (len(rejected[case]), -cases.index(case))
    )
    gone = []
    for case in order:
        if all(len(guards[name]) > 1 for name in rejected[case]):
            gone.append(case)
            for name in rejected[case]:
                guards[name] -= {case}
    return [case for case in cases if case in gone]
