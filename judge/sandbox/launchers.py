"""The launchers of one command: one for each runtime, replaced when lost, and candidates that wait to be needed."""

from __future__ import annotations

import contextlib
from collections.abc import Container
from types import TracebackType
from typing import NamedTuple

from judge.errors import JudgeError, UserError
from judge.model import Problem, Tier
from judge.sandbox import frames, wire
from judge.sandbox.launcher_process import Birth, LauncherLost, LauncherProcess, Means
from judge.sandbox.runtimes import find_runtime
from judge.sandbox.scratch import ScratchFolders
from judge.sandbox.tiers import is_weaker

_KINDS_READY = 2


class Kind(NamedTuple):
    """What has to be known of a candidate before it is given a submission.

    Attributes:
        runtime: the library that it starts with.
        means: what it may use.
        driver: the source of the problem's driver, where it has one.
    """

    runtime: str
    means: Means
    driver: bytes | None

    @classmethod
    def of(cls, problem: Problem) -> Kind:
        """The kind that submissions to a problem need. Raises OSError where its driver can't be read."""
        return cls(problem.runtime, Means.of(problem.limits), problem.driver.read_bytes() if problem.driver else None)


class Launchers:
    """The launchers of one command, one for each runtime, started when first needed.

    Args:
        tier: the tier to use, None for the strongest there is.
        min_tier: refuse to run below this one.
        threads: how many threads the runtimes' linear algebra may use.
        python: another interpreter to run submissions with, such as one with another NumPy; None for the judge's own.
    """

    def __init__(
        self, tier: Tier | None = None, min_tier: Tier | None = None, *, threads: int = 1, python: str | None = None
    ) -> None:
        self._tier = tier
        self._min_tier = min_tier
        self._threads = threads
        self._python = python
        self._started: dict[str, LauncherProcess] = {}
        self._ready: dict[Kind, list[Birth]] = {}  # none of the lists is empty
        self._scratch = ScratchFolders()

    def __enter__(self) -> Launchers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self, runtime: str) -> LauncherProcess:
        """Return the runtime's launcher, starting it if need be; it may still be importing.

        Raises:
            UserError: the runtime is not installed.
        """
        if runtime not in self._started:
            self._started[runtime] = LauncherProcess(
                find_runtime(runtime, self._python), self._tier, threads=self._threads, python=self._python
            )
        return self._started[runtime]

    def check_tier(self, launcher: LauncherProcess) -> None:
        """Refuse to go on below the least tier that was asked for. Raises UserError."""
        if self._min_tier and is_weaker(launcher.isolation.tier, self._min_tier):
            raise UserError(
                f"this machine offers the isolation tier '{launcher.isolation.tier}', '{self._min_tier}' is required",
                "see 'judge doctor' for what is missing",
            )

    def order(self, kind: Kind, *, as_is: bool) -> Birth:
        """Ask for a candidate, and do not wait for it; take the one that is ready, where there is one of this kind.

        Args:
            kind: what kind of candidate.
            as_is: whether its runtime must not have been used yet.

        Raises:
            LauncherLost: the launcher is gone.
            UserError: the tier that was asked for is not to be had, or the runtime is not installed.
        """
        if not as_is and kind in self._ready:
            waiting = self._ready[kind]
            birth = waiting.pop(0)
            if not waiting:
                del self._ready[kind]
            return birth._replace(waited=True)
        return self._order(kind, warm_up=False)

    def keep_ready(self, problem: Problem, count: int = 1) -> None:
        """Have candidates wait, confined and warmed up, for the next submissions to this problem, or ones like it.

        Nothing of any submission has run in them. That none can be had is no harm: the next order will say so.

        Args:
            problem: the problem.
            count: how many are to wait, with those that do already.
        """
        try:
            kind = Kind.of(problem)
        except OSError:  # whoever needs the driver reports it
            return
        while kind not in self._ready and len(self._ready) >= _KINDS_READY:
            for birth in self._ready.pop(next(iter(self._ready))):
                birth.launcher.abandon(birth)
        with contextlib.suppress(LauncherLost, JudgeError, UserError):
            while len(self._ready.get(kind, ())) < count:
                birth = self._order(kind, warm_up=True)
                self._ready.setdefault(kind, []).append(birth)
                if kind.driver is not None:
                    with contextlib.suppress(OSError):  # it has died, which shows when it is ordered
                        frames.send(birth.channel.fileno(), frames.pack(frames.PREPARE, *wire.encode(kind.driver)))

    def _order(self, kind: Kind, *, warm_up: bool) -> Birth:
        launcher = self.start(kind.runtime)
        self.check_tier(launcher)
        scratch = "" if launcher.isolation.tier == "full" else self._scratch.make()
        return launcher.order(kind.means, scratch, warm_up=warm_up)

    def discard(self, launcher: LauncherProcess) -> None:
        """End a launcher that does not answer; the next one who needs its runtime gets another."""
        for runtime, started in list(self._started.items()):
            if started is launcher:
                self._end(runtime)
        launcher.close()

    def replace(self, runtime: str) -> LauncherProcess:
        """End a launcher that is lost and start another."""
        self._end(runtime)
        return self.start(runtime)

    def keep_only(self, runtimes: Container[str]) -> None:
        """End the launchers of all other runtimes."""
        for runtime in list(self._started):
            if runtime not in runtimes:
                self._end(runtime)

    def _end(self, runtime: str) -> None:
        if runtime in self._started:
            self._started.pop(runtime).close()
        for kind in [kind for kind in self._ready if kind.runtime == runtime]:
            for birth in self._ready.pop(kind):
                birth.close()

    def close(self) -> None:
        """End all launchers and remove their scratch folders."""
        for runtime in list(self._started):
            self._end(runtime)
        self._scratch.close()
