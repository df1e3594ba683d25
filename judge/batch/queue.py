"""The submissions that are left, in the order in which they are best judged."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence

from judge.collect import Collected


class Queue:
    """Gives each submission once: in order, but first to those that have judged its problem before.

    Args:
        submissions: all of them, numbered from 0.
    """

    def __init__(self, submissions: Sequence[Collected]) -> None:
        self._submissions = submissions
        self._waiting: dict[str, deque[int]] = {}
        for number, submission in enumerate(submissions):
            self._waiting.setdefault(submission.slug, deque()).append(number)

    def take(self, welcome: Iterable[str]) -> tuple[int, Collected] | None:
        """Return the next submission with its number, None when there is none left.

        Args:
            welcome: problems, the most welcome first; what is left of others comes after them.
        """
        for slug in welcome:
            if self._waiting.get(slug):
                return self._pop(slug)
        rest = [slug for slug, numbers in self._waiting.items() if numbers]
        return self._pop(min(rest, key=lambda slug: self._waiting[slug][0])) if rest else None

    def drop_after(self, number: int) -> None:
        """Give nothing that comes after this one in order."""
        for slug, numbers in self._waiting.items():
            self._waiting[slug] = deque(other for other in numbers if other < number)

    def _pop(self, slug: str) -> tuple[int, Collected]:
        number = self._waiting[slug].popleft()
        return number, self._submissions[number]
