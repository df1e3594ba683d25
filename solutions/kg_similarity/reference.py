"""Entities as sets of features, sets as rows of a 0/1 matrix, and cosine similarity as one matrix product."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Triple = tuple[str, str, str]
Feature = tuple[str, str, str]


def collect_features(triples: list[Triple]) -> dict[str, set[Feature]]:
    """Return the features of every entity. They are sets, so a triple that comes twice counts once."""
    features: dict[str, set[Feature]] = {}
    for head, relation, tail in triples:
        features.setdefault(head, set()).add(("out", relation, tail))
        features.setdefault(tail, set()).add(("in", relation, head))
    return features


def entity_similarity(triples: list[Triple], entities: list[str]) -> NDArray[np.float64]:
    """Return the cosine similarities (n, n) of the binary features of the n entities."""
    features = collect_features(triples)
    rows = [features.get(entity, set()) for entity in entities]  # an unknown entity has no features
    column = {feature: j for j, feature in enumerate(sorted(set().union(*rows)))}

    M = np.zeros((len(rows), len(column)))  # (n, d)
    for i, row in enumerate(rows):
        M[i, [column[feature] for feature in row]] = 1.0

    shared = M @ M.T  # (n, n), |A & B|, exact: sums of ones
    size = M.sum(axis=1)  # (n,), |A|
    norm = np.sqrt(np.outer(size, size))  # (n, n), sqrt(|A| |B|)
    norm[norm == 0] = 1.0  # without features nothing is shared: 0 / 1 is the 0 that is due, where 0 / 0 would be NaN
    return shared / norm


def recommend(triples: list[Triple], user: str, relation: str, k: int) -> list[str]:
    """Return at most k names, best first: what is most like the entities that the user is linked to already."""
    links = {(head, tail) for head, r, tail in triples if r == relation}
    liked = sorted({tail for head, tail in links if head == user})
    candidates = sorted({tail for _, tail in links} - set(liked))

    similarity = entity_similarity(triples, candidates + liked)
    block = similarity[: len(candidates), len(candidates) :]  # (candidates, liked)
    score = dict(zip(candidates, block.sum(axis=1), strict=True))  # without links a sum of nothing, 0
    return sorted(candidates, key=lambda name: (-score[name], name))[:k]
