"""Judging on a Dask cluster: what the local pool reports, whatever becomes of the workers."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from processes import descendants, watch
from toy_bank import DOUBLE, Toy

from judge.batch.codec import decode_report
from judge.batch.messages import Setup, Work
from judge.batch.pool import Done, LocalPool
from judge.errors import UserError
from judge.model import Report

distributed: Any = pytest.importorskip("distributed")

ROOT = Path(__file__).resolve().parent.parent
SOURCES = [DOUBLE, "def double(x):\n    return x * 3\n", "def double(x):\n    raise ValueError('no')\n", "def double("]
COUNT = 24


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """A scheduler with two workers of one thread each, in processes of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT))
        patch.setenv("DASK_DISTRIBUTED__LOGGING__DISTRIBUTED", "critical")
        with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as started:
            yield started


def works() -> Iterator[Work]:
    """Right, wrong, raising and broken submissions in turn, under names that are not text, too."""
    for number in range(COUNT):
        yield Work(number, "double", b"caf\xe9 %d.py" % number, SOURCES[number % len(SOURCES)].encode())


def timeless(report: Report) -> tuple[Any, ...]:
    """A report without what differs each time."""
    cases = [(case.name, case.verdict, case.reason, case.message, case.error, case.bound) for case in report.cases]
    return report.problem, report.verdict, report.submission, report.message, report.seed, report.extra, cases


def judge_locally(toy: Toy) -> list[tuple[Any, ...]]:
    """What the pool of this machine reports."""
    waiting = works()
    with LocalPool(Setup(bank=os.fsencode(toy.bank)), 2, {"double": "numpy"}) as pool:
        done = sorted(pool.judge(lambda welcome: next(waiting, None)))
    return [timeless(decode_report(each.record)) for each in done]


def test_worker_killed_in_mid_run(cluster: Any, toy: Toy) -> None:
    """One of two workers is killed with submissions on it: the same reports as locally, one for each submission."""
    from judge.batch.cluster import Cluster

    with distributed.Client(cluster.scheduler_address, set_as_default=False) as client:
        victim = next(iter(client.run(os.getpid).values()))
    waiting = works()
    done: list[Done] = []
    with Cluster(cluster.scheduler_address, Setup(), {"double": toy.problem}) as judges:
        for each in judges.judge(lambda welcome: next(waiting, None)):
            done.append(each)
            if len(done) == COUNT // 4:
                held = watch(descendants(victim))
                os.kill(victim, signal.SIGKILL)
    assert sorted(each.number for each in done) == list(range(COUNT))
    assert [timeless(decode_report(each.record)) for each in sorted(done)] == judge_locally(toy)
    assert held.still_there(30_000) == []  # what it judged with has ended with it


def test_worker_below_the_tier_refuses(cluster: Any, toy: Toy) -> None:
    """A worker that offers too little is given no more; where all refuse, that is said, with the worker's words."""
    from judge.batch.cluster import Cluster

    setup = Setup(isolation="basic", min_isolation="full")
    waiting = works()
    with (
        Cluster(cluster.scheduler_address, setup, {"double": toy.problem}) as judges,
        pytest.raises(
            UserError, match=r"no worker of the cluster can judge: tcp://.*offers the isolation tier 'basic', 'full'"
        ),
    ):
        list(judges.judge(lambda welcome: next(waiting, None)))


def test_refused_submission_goes_elsewhere(cluster: Any, toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one worker has refused another judges."""
    from judge.batch import cluster as module

    def judge_unless_first(bank: bytes, work: bytes) -> tuple[str, bytes]:
        import msgspec

        from judge.batch.messages import Reply
        from judge.batch.remote import judge_here

        worker = distributed.get_worker()
        if worker.name == 0:
            return worker.address, msgspec.msgpack.encode(Reply(0, refusal="too weak"))
        return judge_here(bank, work)

    monkeypatch.setattr(module, "judge_here", judge_unless_first)
    waiting = works()
    with module.Cluster(cluster.scheduler_address, Setup(), {"double": toy.problem}) as judges:
        done = list(judges.judge(lambda welcome: next(waiting, None)))
    assert sorted(each.number for each in done) == list(range(COUNT))
    assert not any(each.verdict == "JE" for each in done)


def test_no_scheduler(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address where nobody answers is a usage error, soon."""
    from judge.batch import cluster

    monkeypatch.setattr(cluster, "_CONNECT_S", 0.5)
    with pytest.raises(UserError, match="no Dask scheduler answers at tcp://127.0.0.1:9"):
        cluster.Cluster("tcp://127.0.0.1:9", Setup(), {"double": toy.problem})
    with pytest.raises(UserError, match="no Dask scheduler answers at nonsense"):
        cluster.Cluster("nonsense://x", Setup(), {"double": toy.problem})


def test_without_dask(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Dask is not installed, the remedy is the extra."""
    from judge.batch.cluster import Cluster

    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UserError, match="-m pip install distributed"):
        Cluster("tcp://127.0.0.1:9", Setup(), {"double": toy.problem})
