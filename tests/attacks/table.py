"""The table attack x tier x verdict, grouped by class: python -m tests.attacks.table

    --tier TIER     run on this tier (may be given several times; default: all that the machine has)
    --only TEXT     only the submissions whose "class/name" contains TEXT
    --markdown      print the summary by class, as the README shows it, in place of the table
    --json FILE     also write every outcome into a file
    --forbid-namespaces
                    first forbid user namespaces to this process by a seccomp filter, as containers do
    --teeth         run what the lowest tier does not promise to stop on the lowest tier: there the attacks should work

The exit code is 1 when an attack got through where its tier promises to stop it, or an honest submission did not.
"""

from __future__ import annotations

import argparse
import errno
import json
import signal
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import get_args

from judge.errors import UserError
from judge.model import Tier

from .arena import Arena, Outcome
from .corpus import CLASSES, CONTROLS, attacks, controls, interleaved
from .made import LABELS

TIERS: tuple[Tier, ...] = get_args(Tier)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the corpus and print what became of it."""
    options = _parse(arguments)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))  # so that everything is tidied up
    if options.forbid_namespaces:
        forbid_namespaces()
    outcomes: dict[str, dict[str, Outcome]] = {}
    for tier in options.tier or [None if options.forbid_namespaces else tier for tier in TIERS]:
        try:
            outcomes.update(run(tier, options.only, teeth=options.teeth))
        except UserError as error:
            print(f"{tier}: not to be had here: {error}", file=sys.stderr)
        if options.forbid_namespaces and not options.tier:
            break
    if options.json:
        every = [outcome.to_dict() for row in outcomes.values() for outcome in row.values()]
        options.json.write_text(json.dumps(every, indent=1), encoding="utf-8")
    print(markdown(outcomes) if options.markdown else table(outcomes))
    return 0 if all(is_due(outcome) for row in outcomes.values() for outcome in row.values()) else 1


def run(tier: Tier | None, only: str = "", *, teeth: bool = False) -> dict[str, dict[str, Outcome]]:
    """Judge the corpus on one tier; return the tier's name -> label -> outcome. Raises UserError without the tier."""
    arena = Arena(tier)
    with arena:
        found = {label: arena.try_label(label) for label in labels(arena.isolation.tier, teeth=teeth) if only in label}
    for complaint in arena.left:
        print(f"left on {arena.isolation.tier}: {complaint}", file=sys.stderr)
    return {arena.isolation.tier: found}


def labels(tier: str, *, teeth: bool = False) -> list[str]:
    """What is run on a tier, in order: everything, save what the lowest one does not promise to stop; or only that."""
    if teeth:
        return [attack.label for attack in attacks() if not attack.basic]
    every = [entry.label for entry in interleaved() if tier != "basic" or entry.is_control or entry.basic]
    return [*every, *LABELS]


def is_due(outcome: Outcome) -> bool:
    """Whether an outcome is as it has to be."""
    return outcome.accepted if outcome.label.startswith(CONTROLS) else outcome.stopped


def table(outcomes: dict[str, dict[str, Outcome]]) -> str:
    """Every submission with its verdict on each tier; what is wrong is spelled out below its line."""
    tiers = list(outcomes)
    lines = [f"{'':56}" + "".join(f"{tier:>18}" for tier in tiers)]
    titles = {**CLASSES, CONTROLS: "honest controls"}
    for kind, title in titles.items():
        rows = {label: [outcomes[tier].get(label) for tier in tiers] for label in _labels(kind)}
        if any(any(row) for row in rows.values()):
            lines += ["", title]
        for label, row in rows.items():
            if any(row):
                lines.append(f"  {label.partition('/')[2]:54}" + "".join(_cell(outcome) for outcome in row))
                lines += _complaints(outcome for outcome in row if outcome is not None)
    return "\n".join([*lines, "", *(_sum_up(tier, outcomes[tier]) for tier in tiers)])


def markdown(outcomes: dict[str, dict[str, Outcome]]) -> str:
    """For each class, how many attacks there are and how many each tier stops."""
    tiers = list(outcomes)
    lines = ["| class | attacks | " + " | ".join(tiers) + " |", "| --- | ---: |" + " --- |" * len(tiers)]
    for kind, title in CLASSES.items():
        members = _labels(kind)
        cells = [_promise(members, outcomes[tier]) for tier in tiers]
        lines.append(f"| {title} | {len(members)} | " + " | ".join(cells) + " |")
    honest = [_promise(_labels(CONTROLS), outcomes[tier]) for tier in tiers]
    lines.append(f"| honest submissions that are accepted | {len(controls())} | " + " | ".join(honest) + " |")
    return "\n".join(lines)


def forbid_namespaces() -> None:
    """Make every way into a new user namespace fail with EPERM for this process and its children, for good."""
    from seccompy import Action, ArgCmp, CmpOp, Filter

    user = 0x10000000
    policy = Filter(Action.ALLOW)
    policy.errno("unshare", errno.EPERM)
    policy.errno("clone", errno.EPERM, args=[ArgCmp(0, CmpOp.MASKED_EQ, user, user)])
    policy.errno("clone3", errno.ENOSYS)
    policy.load()


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.attacks.table", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--tier", action="append", choices=TIERS)
    parser.add_argument("--only", default="")
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--forbid-namespaces", action="store_true")
    parser.add_argument("--teeth", action="store_true")
    return parser.parse_args(arguments)


def _cell(outcome: Outcome | None) -> str:
    if outcome is None:
        return f"{'not promised':>18}"
    mark = " " if is_due(outcome) else "!"
    return f"{outcome.verdict:>8} {outcome.seconds:6.2f} s{mark}"


def _complaints(row: Iterable[Outcome]) -> list[str]:
    lines = []
    for outcome in row:
        if not is_due(outcome):
            honest = outcome.label.startswith(CONTROLS)
            told = [f"{outcome.verdict}: {outcome.reason}"] * (honest or outcome.verdict == "JE")
            told += outcome.harm
            told += ["it was accepted"] * (outcome.verdict == "AC" and not honest)
            told += [f"took {outcome.seconds:.2f} s"] * (outcome.seconds > outcome.allowed_s)
            lines.append(f"    ! {outcome.tier}: " + "; ".join(told))
    return lines


def _sum_up(tier: str, row: dict[str, Outcome]) -> str:
    hostile = [outcome for outcome in row.values() if not outcome.label.startswith(CONTROLS)]
    honest = [outcome for outcome in row.values() if outcome.label.startswith(CONTROLS)]
    stopped, accepted = sum(map(is_due, hostile)), sum(map(is_due, honest))
    seconds = sum(outcome.seconds for outcome in row.values())
    return (
        f"{tier}: {stopped} of {len(hostile)} attacks stopped, "
        f"{accepted} of {len(honest)} honest submissions accepted, {seconds:.0f} s"
    )


def _labels(kind: str) -> list[str]:
    """What belongs to a class: its files, and those that are made only for the run."""
    made = LABELS if kind == "load_time" else ()
    return [*(submission.label for submission in (*attacks(), *controls()) if submission.kind == kind), *made]


def _promise(members: list[str], row: dict[str, Outcome]) -> str:
    """A cell of the summary: how many of a class were stopped, and how many the tier does not promise to stop."""
    run = [row[label] for label in members if label in row]
    if not run:
        return "not promised"
    held = sum(map(is_due, run))
    verb = "accepted" if members[0].startswith(CONTROLS) else "stopped"
    cell = f"all {verb}" if held == len(members) else f"{held} {verb}"
    if held < len(run):
        cell += f", **{len(run) - held} not**"
    if len(run) < len(members):
        cell += f", {len(members) - len(run)} not promised"
    return cell


if __name__ == "__main__":
    sys.exit(main())
