"""Hidden tests of tally: answers of every plain type, from an object with a state."""

from __future__ import annotations

from judge.suite import Call, Data, Suite, call

suite = Suite()


@suite.case("counts")
def three_names(data: Data) -> Call:
    return call([["ann", 3], ["bob", 5], ["ann", 4], ["eve", 1]])


@suite.case("counts")
def one_name(data: Data) -> Call:
    return call([["zoe", 2], ["zoe", 9]])


@suite.case("edges")
def nobody(data: Data) -> Call:
    return call([])


@suite.slip("the names in the order of their first vote")
def by_first_vote(votes: list[tuple[str, int]]) -> dict[str, object]:
    counts: dict[str, int] = {}
    for name, count in votes:
        counts[name] = counts.get(name, 0) + count
    total = sum(counts.values())
    return {"names": list(counts), "total": total, "counts": counts, "mean": total / max(1, len(counts))}
