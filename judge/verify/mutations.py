"""The changes that make mutants: what each kind of node may be replaced by."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

Located = ast.expr | ast.stmt


class Names(NamedTuple):
    """What a source's own words mean: the modules that it imports, and the texts that it uses."""

    modules: frozenset[str]
    texts: tuple[str, ...]


class Change(NamedTuple):
    """One replacement: the node, the text in its place, and that text as it is told."""

    node: Located
    text: str
    words: str


_OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Div,),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
    ast.BitXor: (ast.BitAnd,),
    ast.LShift: (ast.RShift,),
    ast.RShift: (ast.LShift,),
}
_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_PAIRS = "mean:sum max:min maximum:minimum amax:amin argmax:argmin any:all zeros:ones zeros_like:ones_like"
_PAIRS += " floor:ceil sin:cos append:extend union:intersection logical_and:logical_or sorted:list var:std"
_SIBLINGS = {one: other for pair in _PAIRS.split() for one, other in (pair.split(":"), pair.split(":")[::-1])}
_SIBLINGS.pop("list")  # not every list is meant to be sorted


def names_of(tree: ast.Module) -> Names:
    """Return what a source's changes have to know of the rest of it."""
    modules: set[str] = set()
    texts: dict[str, None] = {}
    described = {id(statement.value) for statement in ast.walk(tree) if isinstance(statement, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in described:
            texts[node.value] = None
    return Names(frozenset(modules), tuple(texts))


def changes_of(statement: ast.stmt, names: Names) -> Iterator[Change]:
    """Yield the changes of one statement, without those of the statements inside it."""
    if isinstance(statement, (ast.Import, ast.ImportFrom, ast.Global, ast.Nonlocal, ast.Pass)) or _is_text(statement):
        return
    if _can_go(statement):
        yield Change(statement, "pass", "nothing")
    if isinstance(statement, ast.AugAssign):
        for operator in _OPERATORS.get(type(statement.op), ()):
            changed = ast.AugAssign(statement.target, operator(), statement.value)
            yield _as_text(statement, changed)
    if isinstance(statement, (ast.Break, ast.Continue)):
        yield Change(statement, *["break" if isinstance(statement, ast.Continue) else "continue"] * 2)
    if isinstance(statement, (ast.If, ast.While)) and not isinstance(statement.test, ast.Constant):
        yield _as_text(statement.test, ast.Constant(isinstance(statement, ast.If)))
    if isinstance(statement, ast.Return) and isinstance(statement.value, ast.Tuple):
        yield from _swaps(statement.value, statement.value.elts, lambda items: ast.Tuple(items, ast.Load()))
    for expression in _expressions(statement):
        yield from _changes_below(expression, names)


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _can_go(statement: ast.stmt) -> bool:
    """Whether a statement is worth dropping: not a definition, nor the whole of what a function returns."""
    if isinstance(statement, ast.Assign):
        # Without its first binding a name is an error, which no test misses; a second one may be missed.
        used = {name.id for name in ast.walk(statement.value) if isinstance(name, ast.Name)}
        bound = {name.id for target in statement.targets for name in ast.walk(target) if isinstance(name, ast.Name)}
        plain = all(isinstance(target, ast.Name) for target in statement.targets)
        return not plain or bool(used & bound)
    return isinstance(statement, (ast.Expr, ast.AugAssign, ast.If, ast.For, ast.While, ast.With, ast.Delete, ast.Raise))


def _expressions(statement: ast.stmt) -> Iterator[ast.expr]:
    """Yield the expressions of a statement that are computed: not annotations, nor the targets of assignments."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
        arguments = statement.args
        yield from arguments.defaults
        yield from (default for default in arguments.kw_defaults if default is not None)
        yield from statement.decorator_list
        return
    if isinstance(statement, ast.ClassDef):
        return
    for name, value in ast.iter_fields(statement):
        if name in ("annotation", "targets", "target", "type_comment"):
            if name in ("targets", "target"):
                yield from _indices(value)
            continue
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, ast.expr):
                yield item
            elif isinstance(item, ast.withitem):
                yield item.context_expr


def _indices(targets: Any) -> Iterator[ast.expr]:
    for target in targets if isinstance(targets, list) else [targets]:
        for node in ast.walk(target):
            if isinstance(node, ast.Subscript):
                yield node.slice


def _changes_below(expression: ast.expr, names: Names) -> Iterator[Change]:
    inner: list[ast.AST] = [expression]
    while inner:
        node = inner.pop(0)
        if isinstance(node, ast.expr):
            yield from _changes_of_node(node, names)
        if _negative(node) is not None or isinstance(node, ast.JoinedStr):
            continue  # -1 is a number of its own, not a sign and a 1; the parts of an f-string have no places
        inner[:0] = ast.iter_child_nodes(node)


def _changes_of_node(node: ast.expr, names: Names) -> Iterator[Change]:
    for kind, rule in _RULES:
        if isinstance(node, kind):
            yield from rule(node)
    if isinstance(node, ast.Call):
        yield from _without_call(node, names)
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in names.texts:
        other = names.texts[names.texts.index(node.value) - 1]
        if other != node.value:
            yield _as_text(node, ast.Constant(other))


def _as_text(node: Located, changed: ast.AST) -> Change:
    """Put a changed node in the place of one, in brackets where it might bind otherwise."""
    words = ast.unparse(ast.fix_missing_locations(changed))
    return Change(node, words if isinstance(changed, _PLAIN) else f"({words})", words)


_PLAIN = (ast.Name, ast.Constant, ast.Call, ast.Attribute, ast.Subscript, ast.Slice, ast.List, ast.stmt)


# ---- rules ----


def _binary(node: ast.BinOp) -> Iterator[Change]:
    for operator in _OPERATORS.get(type(node.op), ()):
        yield _as_text(node, ast.BinOp(node.left, operator(), node.right))
    if isinstance(node.op, (ast.Sub, ast.Div, ast.MatMult)):
        yield _as_text(node, ast.BinOp(node.right, node.op, node.left))
    yield _as_text(node, node.left)
    yield _as_text(node, node.right)


def _unary(node: ast.UnaryOp) -> Iterator[Change]:
    number = _negative(node)
    if number is not None:
        yield from _number(node, number)
    else:
        yield _as_text(node, node.operand)


def _comparison(node: ast.Compare) -> Iterator[Change]:
    for i, operator in enumerate(node.ops):
        for other in _COMPARISONS[type(operator)]:
            yield _as_text(node, ast.Compare(node.left, [*node.ops[:i], other(), *node.ops[i + 1 :]], node.comparators))


def _boolean(node: ast.BoolOp) -> Iterator[Change]:
    other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield _as_text(node, ast.BoolOp(other, node.values))
    for i in range(len(node.values)):
        rest = [*node.values[:i], *node.values[i + 1 :]]
        yield _as_text(node, rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest))


def _constant(node: ast.Constant) -> Iterator[Change]:
    if isinstance(node.value, bool):
        yield _as_text(node, ast.Constant(not node.value))
    elif isinstance(node.value, (int, float)):
        yield from _number(node, node.value)


def _number(node: ast.expr, value: float) -> Iterator[Change]:
    others = [value + 1, value - 1] if isinstance(value, int) else [2 * value, value / 2] if value else [1.0]
    for other in others:
        yield _as_text(node, ast.UnaryOp(ast.USub(), ast.Constant(-other)) if other < 0 else ast.Constant(other))


def _negative(node: ast.AST) -> int | float | None:
    """The number that a node such as -1 stands for."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        value = node.operand.value
        return -value if isinstance(value, (int, float)) and not isinstance(value, bool) else None
    return None


def _call(node: ast.Call) -> Iterator[Change]:
    for i in range(len(node.keywords)):  # keyword arguments left to their defaults
        yield _as_text(node, ast.Call(node.func, node.args, [*node.keywords[:i], *node.keywords[i + 1 :]]))
    yield from _swaps(node, node.args, lambda args: ast.Call(node.func, args, node.keywords))


def _without_call(node: ast.Call, names: Names) -> Iterator[Change]:
    """np.sqrt(x) -> x, and x.sum() -> x."""
    method = isinstance(node.func, ast.Attribute) and not (
        isinstance(node.func.value, ast.Name) and node.func.value.id in names.modules
    )
    if method:
        assert isinstance(node.func, ast.Attribute)
        yield _as_text(node, node.func.value)
    elif node.args and not isinstance(node.args[0], ast.Starred):
        yield _as_text(node, node.args[0])


def _name(node: ast.Name) -> Iterator[Change]:
    if node.id in _SIBLINGS and isinstance(node.ctx, ast.Load):
        yield _as_text(node, ast.Name(_SIBLINGS[node.id], ast.Load()))


def _attribute(node: ast.Attribute) -> Iterator[Change]:
    if node.attr in _SIBLINGS and isinstance(node.ctx, ast.Load):
        yield _as_text(node, ast.Attribute(node.value, _SIBLINGS[node.attr], ast.Load()))


def _slice(node: ast.Slice) -> Iterator[Change]:
    if node.lower is not None:
        yield _as_text(node, ast.Slice(None, node.upper, node.step))
    if node.upper is not None:
        yield _as_text(node, ast.Slice(node.lower, None, node.step))
    if node.step is not None:
        yield _as_text(node, ast.Slice(node.lower, node.upper, None))


def _conditional(node: ast.IfExp) -> Iterator[Change]:
    yield _as_text(node, node.body)
    yield _as_text(node, node.orelse)


def _comprehension(node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> Iterator[Change]:
    for i, loop in enumerate(node.generators):
        for j in range(len(loop.ifs)):
            free = ast.comprehension(loop.target, loop.iter, [*loop.ifs[:j], *loop.ifs[j + 1 :]], loop.is_async)
            loops = [*node.generators[:i], free, *node.generators[i + 1 :]]
            if isinstance(node, ast.DictComp):
                yield _as_text(node, ast.DictComp(node.key, node.value, loops))
            else:
                yield _as_text(node, type(node)(node.elt, loops))


def _swaps(node: ast.expr, items: list[ast.expr], build: Callable[[list[ast.expr]], ast.expr]) -> Iterator[Change]:
    """Swap neighbours, such as the two results of np.where."""
    for i in range(len(items) - 1):
        if not any(isinstance(item, ast.Starred) for item in items[i : i + 2]):
            yield _as_text(node, build([*items[:i], items[i + 1], items[i], *items[i + 2 :]]))


_RULES: tuple[tuple[Any, Callable[[Any], Iterator[Change]]], ...] = (
    (ast.BinOp, _binary),
    (ast.UnaryOp, _unary),
    (ast.Compare, _comparison),
    (ast.BoolOp, _boolean),
    (ast.Constant, _constant),
    (ast.Call, _call),
    (ast.Name, _name),
    (ast.Attribute, _attribute),
    (ast.Slice, _slice),
    (ast.IfExp, _conditional),
    ((ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp), _comprehension),
)
