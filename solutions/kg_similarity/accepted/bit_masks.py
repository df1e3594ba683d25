"""Each entity's features are the bits of one Python int; an intersection is a single AND."""

from __future__ import annotations

import numpy as np


class Graph:
    def __init__(self, triples):
        self.number: dict[tuple[bool, str, str], int] = {}
        self.mask: dict[str, int] = {}
        for head, relation, tail in dict.fromkeys(triples):
            self.mark(head, (True, relation, tail))
            self.mark(tail, (False, relation, head))

    def mark(self, name: str, feature: tuple[bool, str, str]) -> None:
        bit = self.number.setdefault(feature, len(self.number))
        self.mask[name] = self.mask.get(name, 0) | (1 << bit)

    def similarity(self, one: str, other: str) -> float:
        a, b = self.mask.get(one, 0), self.mask.get(other, 0)
        both = (a & b).bit_count()
        return both * (a.bit_count() * b.bit_count()) ** -0.5 if both else 0.0


def entity_similarity(triples, entities):
    graph = Graph(triples)
    values = [graph.similarity(one, other) for one in entities for other in entities]
    return np.array(values, dtype=np.float64).reshape(len(entities), len(entities))


def recommend(triples, user, relation, k):
    graph = Graph(triples)
    of_relation = [(h, t) for h, r, t in triples if r == relation]
    liked = {t for h, t in of_relation if h == user}
    names = sorted({t for _, t in of_relation if t not in liked})
    score = {name: sum(graph.similarity(name, item) for item in liked) for name in names}
    names.sort(key=score.__getitem__, reverse=True)  # stable, also in reverse: ties stay in the order of names
    return names[:k]


if __name__ == "__main__":
    print(recommend([("u", "likes", "a"), ("v", "likes", "b"), ("v", "likes", "a")], "u", "likes", 3))
