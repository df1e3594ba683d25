"""The processes that judge on this machine: those that were started early, and more where there is work for them."""

from __future__ import annotations

from functools import cached_property
from types import TracebackType

from judge.batch.folder import make_folder, remove_folder, remove_what_is_left, temporary_folder
from judge.batch.messages import Setup
from judge.batch.process import WorkerProcess
from judge.batch.start import Lane, get_workers, make_lanes, take_early
from judge.errors import UserError


class Crew:
    """The processes of one command, and the folder that they keep temporary files in. A context manager.

    Args:
        jobs: how many there will be at once.

    Raises:
        UserError: there is no room for the folder.
    """

    def __init__(self, jobs: int) -> None:
        early = take_early()
        self._waiting = [WorkerProcess(started) for started in early.started] if early else []
        try:
            self.scratch = (early.scratch if early else "") or _make_folder()
        except UserError:
            self.give_back()
            raise
        self._jobs = jobs
        self._taken = {(worker.lane.core, worker.lane.path) for worker in self._waiting} - {(None, "")}

    def __enter__(self) -> Crew:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.give_back()
        remove_folder(self.scratch)

    @cached_property
    def _free(self) -> list[Lane]:
        """The lanes that nobody is in. Most commands need none, as what was started early is enough."""
        return [lane for lane in make_lanes(self._jobs) if (lane.core, lane.path) not in self._taken]

    def give_back(self) -> None:
        """Part with those that nobody has hired."""
        while self._waiting:
            self._waiting.pop().give_back()

    def hire(self, setup: Setup) -> WorkerProcess:
        """Return a process that is told how to judge: one that waits, else a new one."""
        if self._waiting:
            worker = self._waiting.pop(0)
        else:
            (started,) = get_workers(self.scratch, [self._free.pop(0) if self._free else Lane()])
            worker = WorkerProcess(started)
        worker.begin(setup)
        return worker

    def dismiss(self, worker: WorkerProcess) -> None:
        """End a process that was hired; another may take its place."""
        worker.close()
        self._free.append(worker.lane)


def end_early() -> None:
    """End what was started early, if nobody has taken it; leave nothing of what an interrupt has kept from its end."""
    early = take_early()
    if early is not None:
        for started in early.started:
            WorkerProcess(started).give_back()
    remove_what_is_left()


def _make_folder() -> str:
    try:
        return make_folder()
    except OSError as error:
        where = temporary_folder()
        words = "there is no place for temporary files"
        raise UserError(f"{words} in {where}: {error.strerror}", "set TMPDIR to a folder with some room") from None
