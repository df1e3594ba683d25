"""Walks through all triples again for both entities of every pair of the matrix: n * n * len(triples) steps."""

import math

import numpy as np


def features_of(triples, entity):
    features = set()
    for head, relation, tail in triples:
        if head == entity:
            features.add(("out", relation, tail))
        if tail == entity:
            features.add(("in", relation, head))
    return features


def similarity(triples, one, other):
    a, b = features_of(triples, one), features_of(triples, other)
    return len(a & b) / math.sqrt(len(a) * len(b)) if a and b else 0.0


def entity_similarity(triples, entities):
    n = len(entities)
    return np.array([similarity(triples, one, other) for one in entities for other in entities]).reshape(n, n)


def recommend(triples, user, relation, k):
    linked = {t for h, r, t in triples if h == user and r == relation}
    candidates = {t for h, r, t in triples if r == relation} - linked
    features = {name: features_of(triples, name) for name in candidates | linked}

    def similarity_of(one, other):
        a, b = features[one], features[other]
        return len(a & b) / math.sqrt(len(a) * len(b))

    score = {name: sum(similarity_of(name, item) for item in linked) for name in candidates}
    return sorted(candidates, key=lambda name: (-score[name], name))[:k]
