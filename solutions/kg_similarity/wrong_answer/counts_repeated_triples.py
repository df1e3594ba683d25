"""A repeated triple is counted again: lists and products of counts in place of sets."""

import math
from collections import Counter

import numpy as np


def collect(triples):
    features = {}
    for head, relation, tail in triples:
        features.setdefault(head, Counter()).update([("out", relation, tail)])
        features.setdefault(tail, Counter()).update([("in", relation, head)])
    return features


def cosine(a, b):
    if not a or not b:
        return 0.0
    dot = sum(a[feature] * b[feature] for feature in a)
    return dot / math.sqrt(sum(c * c for c in a.values()) * sum(c * c for c in b.values()))


def entity_similarity(triples, entities):
    features = collect(triples)
    rows = [features.get(name, Counter()) for name in entities]
    result = np.array([[cosine(a, b) for b in rows] for a in rows])
    return result.reshape(len(rows), len(rows))


def recommend(triples, user, relation, k):
    features = collect(triples)
    linked = {t for h, r, t in triples if h == user and r == relation}
    candidates = {t for h, r, t in triples if r == relation} - linked
    score = {name: sum(cosine(features[name], features[item]) for item in linked) for name in candidates}
    return sorted(candidates, key=lambda name: (-score[name], name))[:k]
