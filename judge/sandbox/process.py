"""The judge's side of one candidate: ask, wait by the judge's own clocks, and never believe anything but the bytes.

Every wait watches all that the candidate can do at once: its answer, its prints, the system calls it is not allowed,
its death, the wall clock and the CPU clock. Whatever breaks a limit ends the process, and is told as a `Fault`.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import time
from collections.abc import Mapping, Sequence

from judge.model import Verdict
from judge.sandbox import frames
from judge.sandbox.inbox import Inbox
from judge.sandbox.pidfds import send_signal
from judge.sandbox.replies import Fault, Output, Reply
from judge.sandbox.scratch import ScratchFull, ScratchWatch
from judge.sandbox.threads import MOST_THREADS, count_threads

_TICK_S = 0.02
_RECEIVE_BYTES = 1 << 16  # for more, the C library asks the system for fresh memory every time
_ENDING_S = 1.0  # how long a process that has closed everything may take to end
_MOST_BUFFERS = 512
_JOINED_BYTES = 1 << 17  # as far as copying costs less than sending piece by piece
_MOST_READS = 64


class CandidateProcess:
    """A candidate that has been forked.

    Args:
        channel: the judge's end of the socket.
        pipe: the judge's end of its stdout and stderr, which are one.
        output: where prints go; one for all the processes of a submission.
        pid: its number in the judge's own pid namespace, None where that is not known.
        pidfd: a descriptor of the process, None where the system has none.
        scratch: its folder on disk, watched while the judge waits; "" where it has one of limited size.
    """

    def __init__(
        self,
        channel: socket.socket,
        pipe: int,
        output: Output,
        pid: int | None,
        pidfd: int | None,
        scratch: str = "",
    ) -> None:
        self._scratch = ScratchWatch(scratch)
        self._channel = channel
        self._pipe: int | None = pipe
        self._output = output
        self._pid = pid
        self._pidfd = pidfd
        self._inbox = Inbox()
        self._outgoing: list[memoryview] = []
        self._sends = False  # whether it is waited for that more can be sent
        self._listener: int | None = None
        self._cpu_seen = 0.0  # when the last wait ended
        self._cpu_now = 0.0  # at the last look, which need not be taken again
        self._ended = False
        self._looked_at = time.perf_counter()  # at its threads
        self._held: Fault | None = None  # told when the answers that came before it are
        self._poller = select.poll()
        self._poller.register(channel, select.POLLIN)
        if pidfd is not None:
            self._poller.register(pidfd, select.POLLIN)
        channel.setblocking(False)
        os.set_blocking(pipe, False)
        self._poller.register(pipe, select.POLLIN)

    def wait_ready(self, wall_s: float) -> None:
        """Wait until the confinement is in force, and take the seccomp listener. Raises Fault."""
        if not _poll({self._channel.fileno(): select.POLLIN}, wall_s):
            raise Fault(Verdict.JE, "start", "the candidate's process did not start in time")
        room = socket.CMSG_SPACE(8)
        try:
            data, ancillary, _, _ = self._channel.recvmsg(frames.HEAD.size, room)
        except ConnectionError:
            data, ancillary = b"", []
        for _, kind, payload in ancillary:
            if kind == socket.SCM_RIGHTS:
                self._listener = int.from_bytes(payload[:4], "little")
                self._poller.register(self._listener, select.POLLIN)
        if data != frames.CONFINED:
            self._drain_pipe()
            raise Fault(Verdict.JE, "start", f"the candidate's process could not be confined: {self._output.text()}")
        self._cpu_seen = self.cpu_s()

    def post(self, buffers: Sequence[frames.Buffer]) -> None:
        """Send frames as far as the socket takes them; the rest goes with the next wait."""
        if sum(map(len, buffers)) <= _JOINED_BYTES:
            buffers = [b"".join(buffers)]
        self._outgoing += [memoryview(buffer) for buffer in buffers if buffer]
        self._send_some()

    def next_frame(
        self, *, wall_s: float, cpu_s: float, body_bytes: int, started: float | None = None, ticket: bytes = b""
    ) -> Reply:
        """Wait for the candidate's next frame.

        CPU time counts from the end of the last wait, so that work done between two calls is charged too.

        Args:
            wall_s: how long the judge waits, from `started`, else from now.
            cpu_s: how much CPU time the candidate may use.
            body_bytes: how large the frame's body may be.
            started: time.perf_counter() when the wait began.
            ticket: what has to come before the frame.

        Raises:
            Fault: a limit was broken, or the candidate is gone.
            Oversized: the frame announces more than body_bytes.
        """
        now = time.perf_counter()
        was_away = started is None or now - started > _TICK_S
        started = now if started is None else started
        cpu_before = self._cpu_seen
        try:
            frame = self._inbox.take(body_bytes, ticket)
            if frame is None:
                frame = self._wait_for_frame(started, wall_s, cpu_s, body_bytes, ticket, was_away)
            else:
                if self._scratch.path:
                    self._check_scratch()
                self._cpu_now = self.cpu_s()
            self._cpu_seen = self._cpu_now
            return Reply(*frame, time.perf_counter() - started, self._cpu_seen - cpu_before)
        except Fault as fault:
            fault.wall_s = time.perf_counter() - started
            fault.cpu_s = max(0.0, self.cpu_s() - cpu_before)
            raise

    def _wait_for_frame(
        self, started: float, wall_s: float, cpu_s: float, body_bytes: int, ticket: bytes, was_away: bool
    ) -> tuple[int, bytes, bytes]:
        """Wait for a frame that was not read yet; the judge may have been at something else. Raises as `next_frame`."""
        self.raise_held()
        while True:
            left = 0.0 if was_away else wall_s - (time.perf_counter() - started)
            self._wait(min(_TICK_S, max(0.0, left)))
            frame = self._inbox.take(body_bytes, ticket)
            if frame is None:
                self.raise_held()
            now = time.perf_counter()
            if self._scratch.path and (frame is not None or now - started > _TICK_S):
                self._check_scratch()
            self._cpu_now = self.cpu_s()
            # What came while the judge was at something else is in time: nobody knows any more when it came.
            if frame is None or not was_away:
                self._check_clocks(now - started, wall_s, cpu_s)
            was_away = False
            self._check_threads(now)
            if frame is not None:
                return frame

    def raise_held(self) -> None:
        """Raise what the candidate was seen to have done while answers of it were still to be read. Raises Fault."""
        if self._held is not None:
            raise self._held

    def _check_clocks(self, waited: float, wall_s: float, cpu_s: float) -> None:
        if self._cpu_now - self._cpu_seen > cpu_s:
            raise Fault(Verdict.TLE, "cpu time", f"used more than {cpu_s:g} s of CPU time")
        if waited > wall_s:
            raise Fault(Verdict.TLE, "wall time", f"no answer within {wall_s:g} s")

    def _check_threads(self, now: float) -> None:
        """End a process with too many threads: on the lower tiers they are lacking to others. Raises Fault."""
        if self._pid is not None and now - self._looked_at > _TICK_S:
            self._looked_at = now
            if count_threads(self._pid) > MOST_THREADS:
                raise Fault(Verdict.RE, "threads", f"started more than {MOST_THREADS} threads")

    def _check_scratch(self) -> None:
        try:
            self._scratch.check()
        except ScratchFull as full:
            raise Fault(Verdict.OLE, "scratch", str(full)) from None

    def _wait(self, timeout: float) -> None:
        """Wait for the next event and deal with it."""
        channel = self._channel.fileno()
        if self._sends != bool(self._outgoing):
            self._sends = not self._sends
            self._poller.modify(channel, select.POLLIN | (select.POLLOUT if self._sends else 0))
        events = dict(self._poller.poll(0.0 if self._ended else timeout * 1e3))
        try:
            self._deal_with(events, events.pop(channel, 0))
        except Fault as fault:
            self._held = fault

    def _deal_with(self, others: dict[int, int], channel: int) -> None:
        """Read first what the candidate has answered, which was before whatever else it did. Raises Fault."""
        if channel & select.POLLOUT:
            self._send_some()
        if channel & ~select.POLLOUT:
            for _ in range(_MOST_READS if others else 1):
                if not self._receive_some():
                    break
        elif self._ended:
            self._raise_ended()
        if self._pipe in others:
            self._drain_pipe()
        if self._listener in others:
            self._report_violation()
        if self._pidfd is not None and self._pidfd in others:
            self._poller.unregister(self._pidfd)
            self._ended = True  # an answer may still be on its way; other holders of the channel do not count

    def _send_some(self) -> None:
        """Send what the socket takes. A candidate that is gone is noticed by the reading side."""
        try:
            while self._outgoing:
                sent = self._channel.sendmsg(self._outgoing[:_MOST_BUFFERS])
                whole = 0
                while whole < len(self._outgoing) and sent >= len(self._outgoing[whole]):
                    sent -= len(self._outgoing[whole])
                    whole += 1
                del self._outgoing[:whole]
                if sent:
                    self._outgoing[0] = self._outgoing[0][sent:]
        except BlockingIOError:
            return
        except ConnectionError:
            self._outgoing.clear()

    def _receive_some(self) -> bool:
        """Read what the socket holds; return whether there may be more. Raises Fault at the end."""
        try:
            data = self._channel.recv(_RECEIVE_BYTES)
        except BlockingIOError:
            return False
        except ConnectionError:
            data = b""
        if not data:
            self._raise_ended()
        self._inbox.add(data)
        return len(data) == _RECEIVE_BYTES

    def _raise_ended(self) -> None:
        self._drain_pipe()
        self._report_violation()
        if self._pidfd is not None and not self._ended and not _poll({self._pidfd: select.POLLIN}, _ENDING_S):
            words = "closed its connection to the judge, a descriptor that it has not opened, and went on"
            raise Fault(Verdict.RE, "connection", words)
        raise Fault(Verdict.RE, "exit", "the process ended without answering")

    def _drain_pipe(self) -> None:
        """Read what was printed. Raises Fault over the limit."""
        while self._pipe is not None:
            try:
                data = os.read(self._pipe, 1 << 16)
            except BlockingIOError:
                return
            if not data:
                self._poller.unregister(self._pipe)
                os.close(self._pipe)
                self._pipe = None
                return
            self._output.add(data)
            if self._output.exceeded:
                limit = self._output.limit >> 10
                raise Fault(Verdict.OLE, "output", f"printed more than {limit} KiB")

    def _report_violation(self) -> None:
        """Raise the violation that waits on the listener, which tells of the process' end as well."""
        events = 0 if self._listener is None else _poll({self._listener: select.POLLIN}, 0).get(self._listener, 0)
        if self._listener is None or not events:
            return
        if not events & select.POLLIN:  # nobody is left who could make a call
            self._drop_listener()
            return
        from seccompy.notify import Listener, RespFlag

        from judge.sandbox.syscalls import describe_violation, is_removal

        listener = Listener(os.dup(self._listener))
        try:
            call = listener.recv()
            if is_removal(call.nr):
                self._scratch.count_removal()
                listener.respond(call.id, flags=RespFlag.CONTINUE)
                return
        except ScratchFull as full:
            raise Fault(Verdict.OLE, "scratch", str(full)) from None
        except OSError:  # no call waits any more: the process has ended
            self._drop_listener()
            return
        finally:
            listener.close()
        raise Fault(Verdict.SV, "system call", describe_violation(call.nr))

    def _drop_listener(self) -> None:
        assert self._listener is not None  # it has just been polled
        self._poller.unregister(self._listener)
        os.close(self._listener)
        self._listener = None

    def cpu_s(self) -> float:
        """The CPU seconds the process has used so far, as the kernel counts them; what was seen last where it can't be
        asked."""
        if self._pid is None:
            return self._cpu_seen
        try:
            # The clock of another process, as clock_getcpuclockid(3) makes its number.
            return time.clock_gettime((~self._pid << 3) | 2)
        except OSError:  # it has ended
            return self._cpu_seen

    def pin(self, cpu: int) -> None:
        """Keep every thread of the process on one CPU; where that can't be had, it stays where it likes."""
        try:
            for thread in os.listdir(f"/proc/{self._pid}/task"):
                os.sched_setaffinity(int(thread), {cpu})
        except (OSError, AttributeError):
            return

    def peak_memory(self) -> int | None:
        """The most bytes of memory the process has had resident, None where it can't be asked."""
        try:
            with open(f"/proc/{self._pid}/status", encoding="ascii", errors="replace") as status:
                return next(int(line.split()[1]) << 10 for line in status if line.startswith("VmHWM:"))
        except (OSError, StopIteration, ValueError):
            return None

    def kill(self) -> None:
        """End the process, and with it all that it has started (its pid namespace, else its process group)."""
        try:
            if self._pidfd is not None:
                send_signal(self._pidfd, signal.SIGKILL)
            elif self._pid is not None:
                os.killpg(self._pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass

    def close(self) -> None:
        """Close every descriptor of the judge's side."""
        try:
            self._drain_pipe()
        except Fault:
            pass
        for fd in (self._pipe, self._pidfd, self._listener):
            if fd is not None:
                os.close(fd)
        self._pipe = self._pidfd = self._listener = None
        self._channel.close()


def _poll(watched: Mapping[int, int], timeout_s: float) -> dict[int, int]:
    """Wait for events on descriptors; return those that have some. Any number of descriptors, unlike select(2)."""
    poller = select.poll()
    for fd, events in watched.items():
        poller.register(fd, events)
    return dict(poller.poll(timeout_s * 1e3))
