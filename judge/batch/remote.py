"""What runs on a Dask worker: it keeps judging processes, and hands them the submissions that Dask brings.

The judging is done in processes of its own, as a launcher ends with the thread that has started it, and Dask's threads
come and go.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading

import msgspec
from msgspec.structs import replace

from judge import __version__
from judge.batch.messages import Reply, Setup, Work
from judge.batch.process import WorkerLost, WorkerProcess
from judge.batch.start import start_worker

_IDLE_S = 60.0

_lock = threading.Lock()
_idle: dict[str, list[WorkerProcess]] = {}


def pack_setup(setup: Setup) -> bytes:
    """Return a setup, and the version of the judge that made it, to be carried to the workers."""
    return msgspec.msgpack.encode((__version__, setup))


def judge_here(packed: bytes, work: bytes) -> tuple[str, bytes]:
    """Judge one submission on this worker; return the worker's address and the reply, both packed.

    A reply without verdict and refusal says in `remedy` how the processes that judged it were lost.
    """
    from distributed import get_worker

    address = str(get_worker().address)
    version, setup = msgspec.msgpack.decode(packed, type=tuple[str, Setup])
    if version != __version__:
        refusal = Reply(0, refusal=f"it has mljudge {__version__}, not {version}", remedy=f"install mljudge {version}")
        return address, msgspec.msgpack.encode(refusal)
    # One lock for all the workers of a machine and user, so that timing never overlaps.
    turn = os.path.join(tempfile.gettempdir(), f"judge-turn-{os.getuid()}")
    setup = replace(setup, turn=os.fsencode(turn), idle_s=_IDLE_S)
    reply = _judge(hashlib.sha256(packed).hexdigest(), setup, msgspec.msgpack.decode(work, type=Work))
    return address, msgspec.msgpack.encode(reply)


def _judge(key: str, setup: Setup, work: Work) -> Reply:
    """Have it judged; once more where the process is lost that does. One that has gone for lack of work is no loss."""
    fault = ""
    while True:
        process, fresh = _borrow(key, setup)
        process.ask(work)
        try:
            reply = process.answer() or process.answer()  # a new one first says that it is ready
            assert reply is not None  # it says so once
        except WorkerLost as lost:
            process.close()
            if not fresh:
                continue
            if fault:
                return Reply(work.number, remedy=str(lost))
            fault = str(lost)
        except BaseException:
            process.close()
            raise
        else:
            with _lock:
                _idle.setdefault(key, []).append(process)
            return reply


def _borrow(key: str, setup: Setup) -> tuple[WorkerProcess, bool]:
    """Return a process that has nothing to do, and whether it is a new one."""
    with _lock:
        for other in list(_idle):  # those of earlier runs have ended by now, and are waited for
            _idle[other] = [process for process in _idle[other] if process.is_alive()]
            if not _idle[other]:
                del _idle[other]
        if key in _idle:
            return _idle[key].pop(), False
    process = WorkerProcess(start_worker())
    process.begin(setup)
    return process, True
