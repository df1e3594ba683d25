"""The judges of a cluster: Dask carries submissions by content to its workers, and reports back.

A Dask worker that dies has its submissions judged elsewhere; that is Dask's own doing. Whatever it takes, one report
is taken for each submission, the first that arrives.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from types import TracebackType
from typing import Any

import msgspec
from msgspec.structs import replace

from judge import __version__
from judge.batch.messages import Reply, Setup, Work
from judge.batch.pool import Done, Take
from judge.batch.problem_files import files_of
from judge.batch.remote import judge_here, pack_setup
from judge.errors import JudgeError, UserError
from judge.model import Problem

_CONNECT_S = 15
_AHEAD = 2


class Cluster:
    """Judges on the workers of a Dask scheduler.

    Args:
        address: of the scheduler, such as tcp://scheduler:8786.
        setup: how to judge.
        problems: slug -> problem; they travel by content.

    Raises:
        UserError: Dask is not installed, or the scheduler does not answer or has no workers.
    """

    def __init__(self, address: str, setup: Setup, problems: dict[str, Problem]) -> None:
        try:
            import distributed
        except ImportError:
            raise UserError(
                "--cluster needs Dask, which is not installed", f"run: {sys.executable} -m pip install distributed"
            ) from None
        self._dask: Any = distributed  # it has no types
        logging.getLogger("distributed").setLevel(logging.ERROR)
        files = {name: path.read_bytes() for problem in problems.values() for name, path in files_of(problem).items()}
        self._address = address
        self._setup = replace(setup, bank=b"", files=files)
        try:
            self._client = self._dask.Client(address, timeout=_CONNECT_S, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise UserError(f"no Dask scheduler answers at {address}: {error}", "check the address") from None
        self._run = os.urandom(8).hex()
        self._tries: dict[int, int] = {}
        self._works: dict[str, Work] = {}
        self._refusals: dict[str, Reply] = {}

    def __enter__(self) -> Cluster:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close(timeout=5)  # the scheduler forgets what nobody waits for

    def judge(self, take: Take) -> Iterator[Done]:
        """See Judges."""
        self._wait_for_workers()
        # The bank is a task of its own: Dask hands its result on, and makes it again where it is lost.
        bank = self._client.submit(bytes, pack_setup(self._setup), key=f"judge-bank-{self._run}", pure=False)
        pending = self._dask.as_completed(loop=self._client.loop)
        waiting = self._fill(pending, take, bank)
        while waiting:
            future = next(pending)
            waiting -= 1
            done = self._collect(future)
            if done is None:
                pending.add(self._submit(self._works.pop(future.key), bank))
                waiting += 1
            else:
                del self._works[future.key]
                yield done
            waiting += self._fill(pending, take, bank)

    def _fill(self, pending: Any, take: Take, bank: Any) -> int:
        """Submit so much that every worker has something to do; return how much it was."""
        room = _AHEAD * max(1, sum(self._client.nthreads().values())) - len(self._works)
        added = 0
        while added < room and (work := take(())) is not None:
            pending.add(self._submit(work, bank))
            added += 1
        return added

    def _submit(self, work: Work, bank: Any) -> Any:
        number = self._tries[work.number] = self._tries.get(work.number, 0) + 1
        key = f"judge-{self._run}-{work.number}-{number}"
        self._works[key] = work
        return self._client.submit(
            judge_here, bank, msgspec.msgpack.encode(work), key=key, pure=False, workers=self._willing()
        )

    def _willing(self) -> list[str] | None:
        """The workers that have not refused; None where none has. Raises UserError when all have."""
        if not self._refusals:
            return None
        willing = [address for address in self._client.nthreads() if address not in self._refusals]
        if not willing:
            address, reply = next(iter(self._refusals.items()))
            raise UserError(f"no worker of the cluster can judge: {address}: {reply.refusal}", reply.remedy)
        return willing

    def _collect(self, future: Any) -> Done | None:
        """Take a result; None where the worker has refused, and another is to judge. Raises UserError, JudgeError."""
        number = self._works[future.key].number
        if future.status in ("cancelled", "lost"):
            raise JudgeError(f"the cluster at {self._address} has dropped what it was to judge")
        error = future.exception()
        if isinstance(error, self._dask.KilledWorker):
            return Done(number, "JE", b"", f"it was lost with each worker that tried: {error}")
        if error is not None:
            raise UserError(
                f"the workers of the cluster can't judge: {type(error).__name__}: {error}",
                f"install mljudge {__version__} for all of them",
            )
        address, answer = future.result()
        reply = msgspec.msgpack.decode(answer, type=Reply)
        if reply.refusal:
            self._refusals[address] = reply
            return None
        if not reply.verdict:
            return Done(number, "JE", b"", reply.remedy)
        return Done(number, reply.verdict, reply.record)

    def _wait_for_workers(self) -> None:
        try:
            self._client.wait_for_workers(1, timeout=_CONNECT_S)
        except (self._dask.TimeoutError, TimeoutError):
            words = f"the cluster at {self._address} has no workers"
            raise UserError(words, f"start some: dask worker {self._address}") from None
