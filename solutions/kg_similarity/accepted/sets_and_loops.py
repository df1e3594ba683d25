"""Plain Python: a set for each entity, a loop over pairs, one root for each pair."""

import math

import numpy as np


def features_by_entity(triples):
    table = {}
    for head, relation, tail in triples:
        table.setdefault(head, set()).add(("out", relation, tail))
        table.setdefault(tail, set()).add(("in", relation, head))
    return table


def cosine(a, b):
    if not a or not b:
        return 0.0
    return len(a & b) / math.sqrt(len(a) * len(b))


def entity_similarity(triples, entities):
    table = features_by_entity(triples)
    n = len(entities)
    result = np.zeros((n, n))
    for i, one in enumerate(entities):
        for j, other in enumerate(entities):
            result[i, j] = cosine(table.get(one, set()), table.get(other, set()))
    return result


def recommend(triples, user, relation, k):
    table = features_by_entity(triples)
    liked = {t for h, r, t in triples if r == relation and h == user}
    scored = []
    for name in {t for h, r, t in triples if r == relation} - liked:
        score = sum(cosine(table[name], table[item]) for item in liked)
        scored.append((-score, name))
    scored.sort()
    return [name for _, name in scored[:k]]
