"""Frozen sets, half of the symmetric matrix, and scores summed exactly and rounded before they are ranked."""

from itertools import combinations
from math import fsum, sqrt

import numpy as np


def collect(triples, names):
    table = {name: [] for name in names}
    for h, r, t in set(triples):
        if h in table:
            table[h].append((">", r, t))
        if t in table:
            table[t].append(("<", r, h))
    return {name: frozenset(features) for name, features in table.items()}


def entity_similarity(triples, entities):
    table = collect(triples, entities)
    matrix = np.diag([1.0 if table[name] else 0.0 for name in entities]).reshape(len(entities), len(entities))
    for (i, one), (j, other) in combinations(enumerate(entities), 2):
        a, b = table[one], table[other]
        if a and b:
            matrix[i, j] = matrix[j, i] = len(a.intersection(b)) / sqrt(len(a)) / sqrt(len(b))
    return matrix


def recommend(triples, user, relation, k):
    links = {(h, t) for h, r, t in triples if r == relation}
    liked = {t for h, t in links if h == user}
    names = sorted({t for _, t in links} - liked)
    table = collect(triples, [*names, *liked])

    def score(name):
        a = table[name]
        return round(fsum(len(a & table[x]) / sqrt(len(a) * len(table[x])) for x in liked), 9)

    return sorted(names, key=score, reverse=True)[:k]
