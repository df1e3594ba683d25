"""Knowledge-graph similarity: fill in both functions, try them with `judge run`, hand them in with `judge submit`."""

import numpy as np


def entity_similarity(triples, entities):
    """Cosine similarity of the binary features of entities.

    Args:
        triples: list of (head, relation, tail), three str each.
        entities: list of n names.

    Returns:
        ndarray (n, n) of float64.
    """
    return np.zeros((len(entities), len(entities)))


def recommend(triples, user, relation, k):
    """The at most k names that come closest to what the user is linked to by the relation.

    Args:
        triples: list of (head, relation, tail), three str each.
        user: the name of the entity to recommend for.
        relation: the relation that is recommended, such as "likes".
        k: how many names at most (int, 0 or more).

    Returns:
        list of str, best first.
    """
    return []
