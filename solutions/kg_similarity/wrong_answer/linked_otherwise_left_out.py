"""What the user is linked to by another relation is left out of the candidates."""

import math

import numpy as np


def collect(triples):
    features = {}
    for head, relation, tail in triples:
        features.setdefault(head, set()).add(("out", relation, tail))
        features.setdefault(tail, set()).add(("in", relation, head))
    return features


def cosine(a, b):
    return len(a & b) / math.sqrt(len(a) * len(b)) if a and b else 0.0


def entity_similarity(triples, entities):
    features = collect(triples)
    rows = [features.get(name, set()) for name in entities]
    result = np.array([[cosine(a, b) for b in rows] for a in rows])
    return result.reshape(len(rows), len(rows))


def recommend(triples, user, relation, k):
    features = collect(triples)
    linked = {t for h, r, t in triples if h == user and r == relation}
    candidates = {t for h, r, t in triples if r == relation} - {t for h, r, t in triples if h == user}
    score = {name: sum(cosine(features[name], features[item]) for item in linked) for name in candidates}
    return sorted(candidates, key=lambda name: (-score[name], name))[:k]
