"""The calls that a submission has to answer, in their order, sent before their turn.

Neither side then waits for the other between two calls.
"""

from __future__ import annotations

import itertools
import os
from collections import deque
from collections.abc import Iterable

from judge.requests import Request, join
from judge.sandbox import frames

_JOINED_BYTES = 1 << 15
"""How large calls that are joined may be together: all of them are decoded when the first is to be made."""


class Ahead:
    """Calls that are not answered yet: the first of them are sent, each with a ticket, the others are to be.

    Args:
        most: how many may be sent at a time.
        most_bytes: how large those may be together; one call is sent in any case.
        joined: whether small ones with arrays and plain values may be joined. Of others, what they were is found out
            by their bytes, which joined ones do not keep.
    """

    def __init__(self, most: int, most_bytes: int, *, joined: bool) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._joined = joined
        self._requests: deque[Request] = deque()
        self._tickets: deque[bytes] = deque()  # of those that are sent

    def __len__(self) -> int:
        return len(self._requests)

    @property
    def sent(self) -> int:
        """How many are sent."""
        return len(self._tickets)

    @property
    def first(self) -> Request:
        """The next to be answered."""
        return self._requests[0]

    @property
    def ticket(self) -> bytes:
        """What the answer to the first, which is sent, has to begin with."""
        return self._tickets[0]

    def add(self, requests: Iterable[Request]) -> None:
        """Put more calls at the end."""
        self._requests.extend(requests)

    def send(self) -> list[frames.Buffer]:
        """Return what has to be sent now, if it is time for more."""
        buffers: list[frames.Buffer] = []
        if len(self._tickets) < len(self._requests) and len(self._tickets) <= self._most // 2:
            while batch := self._next_batch():
                numbers = os.urandom(frames.TICKET_BYTES * len(batch))
                places = range(0, len(numbers), frames.TICKET_BYTES)
                self._tickets.extend(numbers[place : place + frames.TICKET_BYTES] for place in places)
                buffers += [*frames.pack(frames.TICKETS, numbers), *join(batch)]
        return buffers

    def _next_batch(self) -> list[Request]:
        """Return the calls that come next, as many as may be sent now and joined."""
        sent = len(self._tickets)
        room = self._most_bytes - sum(request.size for request in itertools.islice(self._requests, sent))
        batch: list[Request] = []
        size = 0
        for request in itertools.islice(self._requests, sent, self._most):
            size += request.size
            may_join = self._joined and size <= _JOINED_BYTES and request.plan is not None
            if (size > room and (sent or batch)) or (batch and not may_join):
                break
            batch.append(request)
            if not may_join:
                break
        return batch

    def drop_first(self) -> None:
        """Be done with the first, whatever became of it."""
        self._requests.popleft()
        if self._tickets:
            self._tickets.popleft()

    def take_back(self) -> None:
        """Have none sent: the process that they were sent to is gone."""
        self._tickets.clear()
