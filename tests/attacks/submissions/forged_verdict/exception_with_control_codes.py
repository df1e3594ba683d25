"""Raises an exception whose text clears the terminal, fakes a CI annotation and is a hundred megabytes of surrogates."""


class AC(Exception):
    def __str__(self):
        return "\x1b[2J\x1b[H\x1b[32mAC\x1b[0m\n::notice::AC\n" + "\udcff" * 20_000_000


def double(x):
    raise AC
