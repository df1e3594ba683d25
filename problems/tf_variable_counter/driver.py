"""Drives counters through a script, beside the candidate, and gives back plain facts.

Each argument of the call is one step, a list that begins with the step's name; `key` stands for one counter:

    ["new", key, positional, keywords]   make a counter
    ["increment", key, times]            call increment() so many times from ordinary Python
    ["assign", key, number]              give the variable another value from outside
    ["function", keys, calls]            one tf.function that increments each of the keys in turn, called so many times
    ["loop", keys, lengths]              one tf.function with a loop over tf.range(n), which increments each of the keys
                                         in every turn, called for each n

The last two trace their function when they come first; the same step with the same keys calls it again.

The answer is a dict with an entry for each step: the variables of the counters concerned as they are afterwards, and
what the increments returned, a row for each call. All facts are words, so that they compare exactly, read well in a
message, and lie in the same structure whatever the submission does. What the contract leaves open is levelled out: a
scope or ":0" in the name, and which of the permitted kinds of integer `increment` returned. Once `value` is not the
variable it has to be, the rest of the script means nothing and is not run.
"""

from __future__ import annotations

from itertools import cycle
from typing import Any

import numpy as np
import tensorflow as tf

# Bound before a submission is loaded: what it puts in their place later is not asked whether it is right.
from tensorflow import (
    SparseTensor,
    TensorArray,
    TensorShape,
    Variable,
    as_dtype,
    cast,
    constant,
    convert_to_tensor,
    executing_eagerly,
    is_tensor,
    reshape,
    stack,
)
from tensorflow import function as graph_function
from tensorflow import range as tensor_range

run_functions_eagerly = tf.config.run_functions_eagerly

# A graph runs a handful of times here: to optimise it takes longer than that.
tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})

NOT_RUN = "not run: value is not the variable it has to be"

Rows = list[list[str]]


def drive(submission: Any, entry: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    """Run the steps in `args` with the class that `submission` calls `entry`; return a fact for each.

    Raises:
        RuntimeError: the submission has switched off what TensorFlow 2 is.
    """
    if not executing_eagerly():
        raise RuntimeError("eager execution is off; leave out tf.compat.v1.disable_eager_execution() and its like")
    script = Script(getattr(submission, entry))
    return {f"step {number} ({step[0]})": script.take(*step) for number, step in enumerate(args, 1)}


def rehearse() -> None:
    """Take each kind of step once, so that TensorFlow has turned this file into graphs before a submission comes.

    What is counted here is not `value`: no submission could make use of it.
    """

    class StandIn:
        def __init__(self) -> None:
            self.value, self.other = Variable(0, dtype=tf.int64), Variable(0)

        @tf.autograph.experimental.do_not_convert
        def increment(self) -> Any:
            self.other.assign_add(1)
            return self.other.read_value()

    script = Script(StandIn)
    for step in (
        ["new", "a", [], {}],
        ["new", "b", [], {}],
        ["increment", "a", 1],
        ["function", ["a", "b"], 1],
        ["loop", ["a", "b"], [1]],
    ):
        script.take(*step)


class Script:
    """The counters made so far, and the variable that each had when it was made."""

    def __init__(self, make: Any) -> None:
        self.make = make
        self.counters: dict[str, Any] = {}
        self.variables: dict[str, Any] = {}
        self.graphs: dict[tuple[str, ...], Graph] = {}

    def take(self, name: str, target: Any, *rest: Any) -> dict[str, Any]:
        """Run one step; return its fact."""
        keys = [target] if isinstance(target, str) else target
        if not self.is_intact():
            return {**{f"{key}.value": NOT_RUN for key in keys}, "returned": blank_rows(name, keys, rest)}
        rows = getattr(self, f"step_{name}")(target, *rest)
        return {**{f"{key}.value": self.describe(key) for key in keys}, "returned": rows}

    def step_new(self, key: str, positional: list[int], keywords: dict[str, int]) -> Rows:
        self.counters[key] = self.make(*positional, **keywords)
        self.variables[key] = self.counters[key].value
        return []

    def step_increment(self, key: str, times: int) -> Rows:
        counter = self.counters[key]
        return [[tell(counter.increment()) if self.is_intact() else NOT_RUN] for _ in range(times)]

    def step_assign(self, key: str, number: int) -> Rows:
        self.variables[key].assign(number)
        return []

    def step_function(self, keys: list[str], calls: int) -> Rows:
        increment_each = self.graph("function", keys)
        return [increment_each.call() for _ in range(calls)]

    def step_loop(self, keys: list[str], lengths: list[int]) -> Rows:
        increment_in_a_loop = self.graph("loop", keys)
        return [increment_in_a_loop.call(constant(length)) for length in lengths]

    def graph(self, name: str, keys: list[str]) -> Graph:
        """Return the tf.function of a step: the one there is, or a new one, which is traced when it is called."""
        known = name, *keys
        if known not in self.graphs:
            make = {"function": make_function, "loop": make_loop}[name]
            self.graphs[known] = Graph(make, [self.counters[key] for key in keys])
        return self.graphs[known]

    def is_intact(self) -> bool:
        """Is the `value` of every counter a scalar tf.Variable, and the one it began with?"""
        values = {key: counter.value for key, counter in self.counters.items()}
        return all(
            isinstance(value, Variable) and value.shape.rank == 0 and value is self.variables[key]
            for key, value in values.items()
        )

    def describe(self, key: str) -> str:
        """Put a counter's `value` into words."""
        value = self.counters[key].value
        if not isinstance(value, Variable):
            return "not a tf.Variable" + told_besides(value)
        which = "" if value is self.variables[key] else "another "
        name = value.name.split("/")[-1].split(":")[0]
        holding = "of unknown shape" if value.shape.rank is None else f"holding {tell(value)}"
        return f"{which}{value.dtype.name} variable '{name}' {holding}"


class Graph:
    """A tf.function that increments counters, and what kind of thing each of the increments returned when traced."""

    def __init__(self, make: Any, counters: list[Any]) -> None:
        self.kinds = [""] * len(counters)
        self.function = make(counters, self.kinds)

    def call(self, *args: Any) -> list[str]:
        """Call the function; return in words what the increments returned, in the order of the program.

        A submission may have asked that functions run eagerly, where Python would count for it.
        """
        run_functions_eagerly(False)
        numbers = [number for row in self.function(*args) for number in row.numpy().ravel()]
        return [tell_number(kind, number) for kind, number in zip(cycle(self.kinds), numbers)]


def make_function(counters: list[Any], kinds: list[str]) -> Any:
    @graph_function
    def increment_each():
        return [note(kinds, place, counter.increment()) for place, counter in enumerate(counters)]

    return increment_each


def make_loop(counters: list[Any], kinds: list[str]) -> Any:
    @graph_function
    def increment_in_a_loop(n):
        turns = TensorArray(tf.int64, size=n, element_shape=(len(counters),))
        for i in tensor_range(n):
            numbers = [note(kinds, place, counter.increment()) for place, counter in enumerate(counters)]
            turns = turns.write(i, stack([cast(number, tf.int64) for number in numbers]))
        return [turns.stack()]

    return increment_in_a_loop


def blank_rows(name: str, keys: list[str], rest: tuple[Any, ...]) -> Rows:
    """The rows of a step that is not run."""
    widths = {
        "increment": lambda: [1] * rest[0],
        "function": lambda: [len(keys)] * rest[0],
        "loop": lambda: [len(keys) * length for length in rest[0]],
    }.get(name, list)
    return [[NOT_RUN] * width for width in widths()]


def tell(value: Any) -> str:
    """Put a value into words, outside any tf.function: the number where it is an integer, else what it is instead."""
    kind = kind_of(value)
    if kind == "integer" and is_tensor(value):
        if not hasattr(value, "numpy"):
            return "a symbolic tensor that has left its tf.function"
        value = value.numpy()
    return tell_number(kind, value)


def tell_number(kind: str, number: Any) -> str:
    return str(int(number)) if kind == "integer" else kind


@tf.autograph.experimental.do_not_convert
def note(kinds: list[str], place: int, value: Any) -> Any:
    """While a tf.function is traced: keep the kind of `value`, and return the number as a tensor (0 if it is none)."""
    kinds[place] = kind_of(value)
    if kinds[place] != "integer":
        return constant(0)
    if not is_tensor(value):
        return constant(int(value), tf.int64)
    number = convert_to_tensor(value)  # a variable is read here, before the next increment
    return number if number.shape.rank == 0 else reshape(number, [])


def told_besides(value: Any) -> str:
    """What to say of a `value` that is no tf.Variable, where that alone may not be understood."""
    kind = kind_of(value)
    if kind.startswith("an object"):
        return f" but {kind}"
    return " but a variable of Keras" if type(value).__module__.split(".")[0] == "keras" else ""


def kind_of(value: Any) -> str:
    """ "integer" for an int, a NumPy integer, a scalar integer tensor or variable; else what the value is, in words."""
    if value is None:
        return "None"
    if isinstance(value, bool | np.bool_):
        return "a bool"
    if isinstance(value, int | np.integer):
        return "integer"
    if isinstance(value, float | np.floating):
        return "a float"
    if not (is_tensor(value) or isinstance(value, np.ndarray)) or isinstance(value, SparseTensor):
        return f"an object of type {type(value).__name__}"
    shape, dtype = TensorShape(value.shape), as_dtype(value.dtype)
    if shape.rank not in (None, 0):
        return f"a tensor of shape {shape}"
    return "integer" if dtype.is_integer else f"a tensor of dtype {dtype.name}"
