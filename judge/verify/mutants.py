"""Mutants of a source: copies with one small change each, such as candidates make by mistake. Text in, text out.

The mutation libraries for Python do not fit as a generator. cosmic-ray 8 has operators over parso trees, but none that
drops a statement or a keyword argument, or that knows a NumPy function's sibling, and it comes with SQLAlchemy, aiohttp
and GitPython; mutmut 3 keeps its libcst operators to itself, and comes with pytest and Textual. The changes that matter
here are axes, keyword arguments and the choice of reduction, so these are made with `ast`.

A mutant is known by its line and its change, both as `ast.unparse` writes them: comments, layout and line numbers may
change without touching an entry in equivalent_mutants.toml.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from judge.verify.mutations import Change, changes_of, names_of


class Mutant(NamedTuple):
    """One mutant.

    Attributes:
        line: the first line of the statement that was changed, without comments.
        change: "before -> after", with " (2)" and so on where a statement has several such places.
        number: the line's number in the source.
        source: the mutant's source.
    """

    line: str
    change: str
    number: int
    source: str


def make_mutants(source: str) -> list[Mutant]:
    """Return all mutants of a source, in the order of its lines; no two are the same program.

    Raises:
        SyntaxError: the source is not Python.
    """
    tree = ast.parse(source)
    content = source.encode()
    offsets = _line_offsets(content)
    seen = {ast.dump(tree)}
    names: Counter[tuple[str, str]] = Counter()
    mutants = []
    for statement, change in _all_changes(tree):
        text = _splice(content, offsets, change)
        try:
            mutated = ast.dump(ast.parse(text))
        except SyntaxError:  # such as a name where only a literal may be
            continue
        if mutated in seen:
            continue
        seen.add(mutated)
        line, what = head_of(statement), f"{_flat(change.node)} -> {change.words}"
        names[line, what] += 1
        count = names[line, what]
        mutants.append(Mutant(line, what if count == 1 else f"{what} ({count})", statement.lineno, text))
    return mutants


def head_of(statement: ast.stmt) -> str:
    """Return a statement's first line as `ast.unparse` writes it, without decorators."""
    lines = [line for line in ast.unparse(statement).splitlines() if not line.startswith("@")]
    return lines[0].strip()


def _all_changes(tree: ast.Module) -> Iterator[tuple[ast.stmt, Change]]:
    names = names_of(tree)
    for statement in _statements(tree.body):
        for change in changes_of(statement, names):
            yield statement, change


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in body:
        yield statement
        for field in ("body", "orelse", "finalbody", "handlers"):
            for inner in getattr(statement, field, []):
                yield from _statements(inner.body if isinstance(inner, ast.ExceptHandler) else [inner])


def _flat(node: ast.AST) -> str:
    text = ast.unparse(node).splitlines()
    return text[0] if len(text) == 1 else f"{text[0]} ..."


def _line_offsets(content: bytes) -> list[int]:
    offsets = [0]
    for line in content.splitlines(keepends=True):
        offsets.append(offsets[-1] + len(line))
    return offsets


def _splice(content: bytes, offsets: list[int], change: Change) -> str:
    """Replace the bytes of a node: what is around it stays as it is. (The parser counts columns in bytes.)"""
    node = change.node
    assert node.end_lineno is not None and node.end_col_offset is not None  # it was parsed
    start = offsets[node.lineno - 1] + node.col_offset
    end = offsets[node.end_lineno - 1] + node.end_col_offset
    return (content[:start] + change.text.encode() + content[end:]).decode()
