"""Slip: recommend has features of its own, which are relation and name glued together."""

import math

import numpy as np


def features_of(triples):
    features = {}
    for head, relation, tail in triples:
        features.setdefault(head, set()).add(("out", relation, tail))
        features.setdefault(tail, set()).add(("in", relation, head))
    return features


def cosine(a, b):
    return len(a & b) / math.sqrt(len(a) * len(b)) if a and b else 0.0


def entity_similarity(triples, entities):
    features = features_of(triples)
    n = len(entities)
    rows = [features.get(name, set()) for name in entities]
    return np.array([cosine(a, b) for a in rows for b in rows], dtype=float).reshape(n, n)


def recommend(triples, user, relation, k):
    features = {}
    for h, r, t in triples:
        features.setdefault(h, set()).add("out" + r + t)
        features.setdefault(t, set()).add("in" + r + h)
    liked = {t for h, r, t in triples if h == user and r == relation}
    names = {t for _, r, t in triples if r == relation} - liked
    score = {name: sum(cosine(features[name], features[x]) for x in liked) for name in names}
    return sorted(names, key=lambda name: (-score[name], name))[:k]
