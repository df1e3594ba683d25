"""Visible examples of kg_similarity."""

from __future__ import annotations

from judge.suite import Call, Data, Suite, call

suite = Suite()

FILMS = [
    ("Alien", "genre", "horror"),
    ("Alien", "stars", "Weaver"),
    ("Avatar", "genre", "adventure"),
    ("Avatar", "stars", "Weaver"),
    ("Avatar", "directed by", "Cameron"),
    ("Titanic", "directed by", "Cameron"),
    ("user 1", "likes", "Alien"),
    ("user 2", "likes", "Avatar"),
    ("user 2", "likes", "Titanic"),
]


@suite.case("similarity")
def three_films_and_an_unknown_name(data: Data) -> Call:
    return call(FILMS, ["Alien", "Avatar", "Titanic", "Solaris"])


@suite.case("recommendation")
def films_for_user_1(data: Data) -> Call:
    return call(FILMS, "user 1", "likes", 2, entry="recommend")


@suite.case("recommendation")
def a_user_without_links(data: Data) -> Call:
    return call(FILMS, "user 3", "likes", 5, entry="recommend")
