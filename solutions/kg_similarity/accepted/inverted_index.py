"""An index from feature to entities: only pairs that share something are ever touched. heapq takes the best k."""

import heapq
from collections import Counter, defaultdict
from math import sqrt

import numpy as np


def build_index(triples):
    index = defaultdict(set)
    for h, r, t in triples:
        index["out", r, t].add(h)
        index["in", r, h].add(t)
    size = Counter(name for names in index.values() for name in names)
    return index, size


def entity_similarity(triples, entities):
    index, size = build_index(triples)
    places = defaultdict(list)
    for i, name in enumerate(entities):
        places[name].append(i)
    shared = np.zeros((len(entities), len(entities)))
    for names in index.values():
        rows = [i for name in names for i in places.get(name, ())]
        shared[np.ix_(rows, rows)] += 1
    root = np.sqrt([size[name] for name in entities])
    scale = np.outer(root, root)
    scale[scale == 0] = np.inf
    return shared / scale


def recommend(triples, user, relation, k):
    index, size = build_index(triples)
    liked = index.get(("in", relation, user), set())
    score = {t: 0.0 for _, r, t in triples if r == relation and t not in liked}
    shared = Counter()
    for names in index.values():
        for item in names & liked:
            shared.update((name, item) for name in names if name in score)
    for (name, item), count in shared.items():
        score[name] += count / (sqrt(size[name]) * sqrt(size[item]))
    return heapq.nsmallest(k, score, key=lambda name: (-score[name], name))
