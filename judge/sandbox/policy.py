"""Putting the seccomp policy in force in a candidate: programs that are compiled, and the descriptors that result."""

from __future__ import annotations

import os
from functools import partial

from judge.sandbox import kernel
from judge.sandbox.programs import load_program

_STAND_IN = 0x4A554447
"""In the program that keeps signals in, as the operand that each candidate replaces by its own process number."""


class Policy:
    """The policy, to be put in force by every candidate.

    Args:
        channel: the descriptor that a candidate announces itself by, the only one that `sendmsg` may use.
        on_disk: the scratch folder is on disk, where the judge has to see all that is written.
        own_pid: the process number that every candidate has in its own namespace; None where each has another.
    """

    def __init__(self, channel: int, *, on_disk: bool, own_pid: int | None) -> None:
        name = f"{'disk' if on_disk else 'memory'}-{channel}-{own_pid or 'any'}"
        self.program = load_program(name, partial(_compile, channel, on_disk=on_disk, own_pid=own_pid))
        self._signals = load_program("signals", _compile_signals) if own_pid is None else b""

    def load(self) -> int:
        """Put the policy in force for the calling thread and its future threads.

        Returns:
            The listener, a descriptor that becomes readable when the candidate makes a call that is a violation.

        Raises:
            OSError: the kernel refuses.
        """
        if self._signals:
            kernel.load_filter(self.signals_of(os.getpid()))
        return kernel.load_filter(self.program, listen=True)

    def signals_of(self, pid: int) -> bytes:
        """The program that lets signals go to one process only, where the policy's own does not know which."""
        return self._signals.replace(_STAND_IN.to_bytes(4, "little"), pid.to_bytes(4, "little"))


def _compile(channel: int, *, on_disk: bool, own_pid: int | None) -> bytes:
    from judge.sandbox import syscalls

    return syscalls.compile_policy(channel, on_disk=on_disk, own_pid=own_pid)


def _compile_signals() -> bytes:
    from judge.sandbox import syscalls

    return syscalls.compile_signals(_STAND_IN)
