"""Names are cleaned, so entities that differ in case or in a space become one."""

import math

import numpy as np


def clean(text):
    return text.strip().lower()


def collect(triples):
    features = {}
    for triple in triples:
        head, relation, tail = map(clean, triple)
        features.setdefault(head, set()).add(("out", relation, tail))
        features.setdefault(tail, set()).add(("in", relation, head))
    return features


def cosine(a, b):
    return len(a & b) / math.sqrt(len(a) * len(b)) if a and b else 0.0


def entity_similarity(triples, entities):
    features = collect(triples)
    rows = [features.get(clean(name), set()) for name in entities]
    result = np.array([[cosine(a, b) for b in rows] for a in rows])
    return result.reshape(len(rows), len(rows))


def recommend(triples, user, relation, k):
    features = collect(triples)
    linked = {t for h, r, t in triples if h == user and r == relation}
    candidates = {t for h, r, t in triples if r == relation} - linked
    score = {name: sum(cosine(features[clean(name)], features[clean(item)]) for item in linked) for name in candidates}
    return sorted(candidates, key=lambda name: (-score[name], name))[:k]
