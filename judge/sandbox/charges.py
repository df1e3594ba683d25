"""What the answers of a candidate are charged with, of the time that passes between two looks at them."""

from __future__ import annotations

from collections import deque


class Charges:
    """Shares time out among answers, which come in groups: those of a group have come together, before later ones.

    Nothing but what a report shows depends on it. A candidate that tells of groups as they are not moves time from one
    of its own cases to the next, and none is lost.
    """

    def __init__(self) -> None:
        self._groups: deque[int] = deque()
        self._untold = 0  # answers that were taken, and that no group was told of yet
        self._left = 0  # how many shares of the present group are left
        self._share = 0.0, 0.0

    @property
    def waiting(self) -> int:
        """How many groups were told of and not charged yet."""
        return len(self._groups)

    def tell(self, groups: bytes) -> None:
        """Note how many answers the next groups have, a byte each."""
        self._groups.extend(filter(None, groups))

    def take_share(self) -> tuple[float, float] | None:
        """Return the seconds of wall clock and CPU clock of an answer whose group was charged; None: it is the next."""
        if not self._left:
            return None
        self._left -= 1
        return self._share

    def charge(self, wall_s: float, cpu_s: float, due: int) -> tuple[float, float]:
        """Charge the next group with all that has passed since the last, and return its first answer's share.

        Args:
            wall_s: seconds of the wall clock.
            cpu_s: seconds of the CPU clock.
            due: how many answers may come.
        """
        wall_s += self._left * self._share[0]  # of answers that did not come
        cpu_s += self._left * self._share[1]
        while self._groups and self._groups[0] <= self._untold:
            self._untold -= self._groups.popleft()
        if self._groups:
            count, self._untold = self._groups.popleft() - self._untold, 0
        else:
            count, self._untold = 1, self._untold + 1
        count = min(count, due)
        self._left = count - 1
        self._share = wall_s / count, cpu_s / count
        return self._share
