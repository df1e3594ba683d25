"""Rows scaled to unit length, so that one matrix product gives all cosines; lexsort for the ranking."""

from __future__ import annotations

import numpy as np


def unit_rows(triples: list[tuple[str, str, str]], entities: list[str]) -> np.ndarray:
    features = {("out", r, t): [] for _, r, t in triples} | {("in", r, h): [] for h, r, _ in triples}
    column = {feature: j for j, feature in enumerate(features)}
    place: dict[str, list[int]] = {}
    for i, name in enumerate(entities):
        place.setdefault(name, []).append(i)
    rows = np.zeros((len(entities), len(column)))
    for h, r, t in triples:
        rows[place.get(h, []), column["out", r, t]] = 1
        rows[place.get(t, []), column["in", r, h]] = 1
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(length == 0, 1, length)


def entity_similarity(triples, entities):
    rows = unit_rows(triples, entities)
    return rows @ rows.T


def recommend(triples, user, relation, k):
    pairs = {(h, t) for h, r, t in triples if r == relation}
    liked = [t for h, t in pairs if h == user]
    names = np.array(sorted({t for _, t in pairs} - set(liked)), dtype=object)
    rows = unit_rows(triples, [*names, *liked])
    score = rows[: len(names)] @ rows[len(names) :].sum(axis=0)
    order = np.lexsort((np.arange(len(names)), -score))
    return names[order[:k]].tolist()
