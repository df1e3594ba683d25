"""Whether the time limits keep slow solutions from honest ones, by a factor of two on each side. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from judge.model import Limits, Verdict
from judge.verify.findings import Finding, error, note
from judge.verify.margins import Judged

FACTOR = 2.0
"""How far a limit has to be from the slowest honest case, and from the fastest that is too slow."""


def stretch(limits: Limits) -> Limits:
    """Return the limits on time, times FACTOR: a solution that is too slow has to break these too."""
    return Limits(
        load_wall_s=limits.load_wall_s * FACTOR,
        load_cpu_s=limits.load_cpu_s * FACTOR,
        wall_s=limits.wall_s * FACTOR,
        cpu_s=limits.cpu_s * FACTOR,
        total_s=limits.total_s * FACTOR,
        memory_mb=limits.memory_mb,
        output_kb=limits.output_kb,
    )


def check_limits(limits: Limits, honest: Sequence[Judged], slow: Sequence[Judged]) -> list[Finding]:
    """Check both sides of the limits.

    Args:
        limits: the problem's.
        honest: reports on reference and accepted solutions.
        slow: reports on the solutions of time_limit/, run under `stretch(limits)`.
    """
    findings = []
    cpu_ms, case, by = max(
        ((case.cpu_ms or 0.0, case.name, name) for name, report in honest for case in report.cases),
        default=(0.0, "", ""),
    )
    room = limits.cpu_s * 1e3 / max(cpu_ms, 1e-3)
    if room < FACTOR:
        what = f"{by} takes {cpu_ms:.0f} ms of CPU time in '{case}'"
        findings.append(error("limits", f"{what}: more than half of cpu_s ({limits.cpu_s:g} s)"))
    total_ms, name = max(
        ((sum(case.wall_ms or 0.0 for case in report.cases), name) for name, report in honest), default=(0.0, "")
    )
    if total_ms * FACTOR > limits.total_s * 1e3:
        findings.append(error("limits", f"{name} takes {total_ms:.0f} ms in all, more than half of total_s"))
    for name, report in slow:
        if report.verdict is not Verdict.TLE:
            findings.append(
                error("limits", f"{name} is {report.verdict.value} with {FACTOR:g} times the time: make it slower")
            )
    if findings:
        return findings
    honest_side = f"the slowest honest case ('{case}', {by}) is {room:.0f} times faster than cpu_s"
    slow_side = f"what is too slow takes more than {FACTOR:g} times the limits"
    slow_side = slow_side if slow else "time_limit/ is empty: one side only"
    return [note("limits", f"{honest_side}; {slow_side}")]
