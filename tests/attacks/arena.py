"""Judging the corpus on one tier: every submission on the same launcher, an honest one after each, and a look at what
was touched and what is left."""

from __future__ import annotations

import os
import select
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from msgspec.structs import replace

from judge.catalog import Bank
from judge.errors import UserError
from judge.evaluate import Options, evaluate
from judge.model import Isolation, Limits, Report, Tier
from judge.report.json import dumps, report_dict
from judge.sandbox.launchers import Launchers
from judge.source import Source, read_source
from judge.stopwatch import LEAST_BUDGET_S

from .canaries import Canaries, stop_requested
from .corpus import find
from .made import FILES, LABELS

GRACE_S = 1.0
"""What an attack may cost the judge on top of the problem's own limit for a whole submission, and of timing it."""
_PATIENT = Limits(memory_mb=128, output_kb=64)
"""For honest submissions: the bank's limits of time are short, and this machine may be busy."""
_MEMORY_MB = 256
_REPORT_BYTES = 1 << 20
_TIMED = "churn"
_MORE_TRIES = 3
"""Of an attack on the clock that was accepted: where it gains anything it does every time, and a busy machine, which
makes an interval wide, lets one pass now and then."""
_HONEST = b'"""An honest submission."""\n\n\ndef double(x):\n    return x + x\n'


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one submission on one tier.

    Attributes:
        verdict: the verdict, or "refused" for a file that is not judged at all.
        reason: the report's reason and message, in short.
        seconds: what it cost the judge.
        allowed_s: what it may cost.
        harm: everything that must not have happened, in words.
    """

    label: str
    tier: str
    verdict: str
    reason: str
    seconds: float
    allowed_s: float
    harm: tuple[str, ...] = ()

    @property
    def stopped(self) -> bool:
        """Whether an attack got nothing: not accepted, nothing touched, nobody kept waiting."""
        return self.verdict not in ("AC", "JE") and not self.harm and self.seconds <= self.allowed_s

    @property
    def accepted(self) -> bool:
        """Whether an honest submission got its due, and did no harm."""
        return self.verdict == "AC" and not self.harm

    def to_dict(self) -> dict[str, Any]:
        """The outcome as plain values."""
        return asdict(self)


class Arena:
    """One tier's launcher and the canaries round it. A context manager.

    Attributes:
        left: on leaving, what is still there of all that was judged.

    Args:
        tier: the tier to force, None for the strongest there is.

    Raises:
        UserError: on entering, when the machine does not offer the tier.
    """

    def __init__(self, tier: Tier | None) -> None:
        self._wanted = tier
        self.launchers = Launchers(tier)
        self.left: list[str] = []
        self.processes: set[int] = set()
        self._before = _family(-1)

    def __enter__(self) -> Arena:
        self.canaries = Canaries()
        try:
            self._problems = {problem.slug: problem for problem in Bank(self.canaries.bank).problems()}
            self._patient = {slug: replace(problem, limits=_PATIENT) for slug, problem in self._problems.items()}
            self.launcher = self.launchers.start("numpy")
            self.isolation: Isolation = self.launcher.isolation
            for slug in self._problems:  # the expected values; and all that the judge itself opens only once
                self._judge(slug, Source("honest.py", _HONEST))
            self.canaries.tripped()
            self.descriptors = _count_descriptors()
            self.processes = _family(self.launcher.pid)
        except BaseException as error:
            self.__exit__(type(error), error, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.launchers.close()
        except Exception as failure:
            self.left.append(f"tidying up brings the judge down: {type(failure).__name__}")
        self.left += [f"in the judge's scratch: {name}" for name in os.listdir(self.canaries.scratch_base)]
        self.left += [f"process {pid}" for pid in (self.processes | _family(-1)) - self._before if not _ends(pid)]
        self.canaries.__exit__(kind, error, trace)

    def judge_honest(self) -> Report:
        """Judge an honest submission."""
        return self._judge("double", Source("honest.py", _HONEST), patient=True)

    def try_label(self, label: str) -> Outcome:
        """Judge a file of the corpus, then an honest one, and look for harm."""
        if label in LABELS:
            return self._try_file(label, label.partition("/")[2])
        submission = find(label)
        content = self.canaries.fill(submission.text, self.launcher.pid)
        source = Source(str(self.canaries.base / "inbox" / f"{submission.name}.py"), content)
        if submission.twice:
            self._try(label, submission.problem, source, False)
        if submission.is_control:
            return self._try(label, submission.problem, source, True, patient=True)
        outcome = self._try(label, submission.problem, source, submission.every_case)
        for _ in range(_MORE_TRIES if submission.problem == _TIMED else 0):
            if not outcome.accepted:
                break
            outcome = self._try(label, submission.problem, source, submission.every_case)
        return outcome

    def _try_file(self, label: str, name: str) -> Outcome:
        """Make one of the files that cannot lie in a repository, and judge what is found under its name."""
        path = self.canaries.base / "scratch" / f"{name}.py"
        FILES[name](path, self.canaries)
        try:
            source = read_source(path)
        except UserError as error:
            return Outcome(label, self.isolation.tier, "refused", str(error), 0.0, GRACE_S, tuple(self._look_round()))
        finally:
            if path.is_dir() and not path.is_symlink():
                path.rmdir()
            else:
                path.unlink()
        return self._try(label, "double", source, False)

    def _try(self, label: str, slug: str, source: Source, every_case: bool, *, patient: bool = False) -> Outcome:
        memory = _peak_memory_mb()
        allowed = self._problems[slug].limits.total_s + GRACE_S + LEAST_BUDGET_S * (slug == _TIMED)
        started = time.perf_counter()
        try:
            report = self._judge(slug, source, stop_at_first=not every_case, patient=patient)
        except Exception as error:  # the judge itself was brought down, which is as bad as it gets
            seconds = time.perf_counter() - started
            harm = ["the judge was brought down", *self._look_round()]
            told = f"{type(error).__name__}: {error}"
            return Outcome(label, self.isolation.tier, "JE", told, seconds, allowed, tuple(harm))
        seconds = time.perf_counter() - started
        harm = self._look_round()
        if _peak_memory_mb() - memory > _MEMORY_MB:
            harm.append(f"the judge's memory grew by {_peak_memory_mb() - memory:.0f} MB")
        harm += self._misreported(report) + self._spoiled_next()
        verdict = report.verdict.value
        return Outcome(label, self.isolation.tier, verdict, _in_short(report), seconds, allowed, tuple(harm))

    def _spoiled_next(self) -> list[str]:
        """Judge an honest submission on the same launcher."""
        try:
            after = self.judge_honest()
        except Exception as error:
            return [f"judging the next submission fails: {error}"]
        if after.verdict.value == "AC":
            return []
        return [f"the next submission, an honest one, got {after.verdict.value}: {_in_short(after)}"]

    def _judge(self, slug: str, source: Source, *, stop_at_first: bool = False, patient: bool = False) -> Report:
        options = Options(isolation=self._wanted, stop_at_first=stop_at_first)
        problem = (self._patient if patient else self._problems)[slug]
        return evaluate(problem, source, options, launchers=self.launchers)

    def _look_round(self) -> list[str]:
        harm = self.canaries.tripped()
        launcher = self.launchers.start("numpy")
        if launcher.pid != self.launcher.pid:
            harm.append("the launcher had to be replaced")
            self.launcher = launcher
        elif stop_requested(launcher.pid):
            harm.append("the launcher is stopped")
        processes = _family(self.launcher.pid)
        left = [pid for pid in sorted(processes - self.processes) if not _ends(pid)]
        if left:
            harm.append(f"processes are left: {left}")
        self.processes = processes
        descriptors = _count_descriptors()
        if descriptors > self.descriptors:
            harm.append(f"{descriptors - self.descriptors} descriptors of the judge are left open")
        self.descriptors = descriptors
        return harm

    def _misreported(self, report: Report) -> list[str]:
        """A report has to be writable, of a sane size, and must not hold what only the judge knows."""
        text = dumps(report_dict(report))
        harm = ["the report holds a secret"] if self.canaries.secret in text else []
        return harm + ([f"the report takes {len(text)} bytes"] if len(text) > _REPORT_BYTES else [])


def _in_short(report: Report) -> str:
    case = next((case for case in report.cases if case.verdict is report.verdict), None)
    words = f"{case.reason}: {case.message}" if case and not report.message else report.message
    return " ".join(words.encode("ascii", "backslashreplace").decode().split())[:120]


def _count_descriptors() -> int:
    folder = Path("/proc/self/fd") if sys.platform == "linux" else Path("/dev/fd")
    return len(list(folder.iterdir()))


def _family(launcher: int) -> set[int]:
    """The processes below a launcher, and orphans of launchers that no process but the first one has adopted."""
    if sys.platform != "linux":
        return set()
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
                parents[int(entry.name)] = int(fields[1])
            except OSError:  # it ended in the meantime
                continue
    found = {pid for pid, parent in parents.items() if parent == 1 and _is_launcher(pid)}
    below = {launcher}
    while below:
        below = {pid for pid, parent in parents.items() if parent in below} - found
        found |= below
    return found


def _ends(pid: int) -> bool:
    """Whether a process of a launcher has ended, or does so at once: its parent's death is told to it by a signal."""
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([process], [], [], GRACE_S)[0]) or not _is_launcher(pid)
    finally:
        os.close(process)


def _is_launcher(pid: int) -> bool:
    try:
        return b"judge.sandbox.launcher" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _peak_memory_mb() -> float:
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)
