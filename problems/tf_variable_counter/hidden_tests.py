"""Hidden tests of tf_variable_counter: scripts of steps, which driver.py runs beside the candidate.

The steps are described in driver.py. Its facts are words, so every comparison is exact.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from judge.suite import Call, Data, Suite, call

suite = Suite()

Step = list[Any]
Traced = dict[tuple[Any, ...], list[tuple["Pretend", Callable[[], int]]]]
NOT_RUN = "not run: value is not the variable it has to be"


def new(key: str, *positional: int, **keywords: int) -> Step:
    return ["new", key, list(positional), keywords]


def increment(key: str, times: int = 1) -> Step:
    return ["increment", key, times]


def assign(key: str, number: int) -> Step:
    return ["assign", key, number]


def function(*keys: str, calls: int) -> Step:
    return ["function", list(keys), calls]


def loop(*keys: str, lengths: list[int]) -> Step:
    return ["loop", list(keys), lengths]


@suite.case("construction", fixed=True, keep="the plainest call: what it rejects is easiest to understand here")
def defaults(data: Data) -> Call:
    return call(new("a"), increment("a", 3))


@suite.case("construction", keep="the names of both parameters, and nothing else, fail by this name")
def initial_and_step_by_keyword(data: Data) -> Call:
    below, above = data.integer(-90, -40), data.integer(40, 90)
    return call(
        new("a", step=data.integer(2, 9), initial=below),
        increment("a", 3),
        new("b", step=data.integer(2, 9), initial=above),
        increment("b", 1),
    )


@suite.case("construction")
def initial_alone(data: Data) -> Call:
    return call(new("a", data.integer(-99, -11)), increment("a", 2))


@suite.case("steps")
def a_step_of_zero(data: Data) -> Call:
    return call(new("a", data.integer(-50, 50), 0), increment("a", 3))


@suite.case("steps")
def numbers_beyond_the_integers_of_float32(data: Data) -> Call:
    """So are the steps of the last two, which are odd."""
    beyond = 2**24 + 2 * data.integer(0, 50)
    return call(
        new("a", beyond, 1),
        increment("a", 3),
        assign("a", 2**31 - 5),
        increment("a", 3),
        new("b", data.integer(1, 9), beyond + 1),
        increment("b", 2),
        new("c", data.integer(1, 9), -beyond - 1),
        increment("c", 2),
    )


@suite.case("steps", keep="what overflows on its way to the last number of either sign fails by this name")
def the_ends_of_int32(data: Data) -> Call:
    step = data.integer(2, 9)
    return call(
        new("a", 2**31 - 1 - 2 * step, step),
        increment("a", 2),
        new("b", -(2**31) + 2 * step, -step),
        increment("b", 2),
    )


@suite.case("the variable", keep="a count kept beside the variable, and nothing else, fails by this name")
def set_from_outside(data: Data) -> Call:
    return call(
        new("a", data.integer(1, 9), data.integer(2, 9)),
        increment("a", 2),
        assign("a", data.integer(100, 999)),
        increment("a", 2),
    )


@suite.case("independence", keep="state that counters share, and nothing else, fails by this name")
def two_counters_made_alike(data: Data) -> Call:
    initial, step = data.integer(1, 9), data.integer(2, 9)
    return call(
        new("a", initial, step),
        increment("a", 2),
        new("b", initial, step),
        increment("b", 1),
        increment("a", 1),
    )


@suite.case("tf.function", keep="the plainest graph: what it rejects is easiest to understand here")
def one_increment_run_four_times(data: Data) -> Call:
    return call(new("a", data.integer(1, 9), data.integer(2, 9)), function("a", calls=4))


@suite.case("tf.function")
def eager_and_graph_by_turns(data: Data) -> Call:
    """What one way of counting does, the other has to see, and both what is assigned from outside between two runs."""
    return call(
        new("a", data.integer(1, 9), step=-data.integer(2, 9)),
        increment("a", 2),
        function("a", calls=2),
        increment("a", 1),
        function("a", calls=1),
        assign("a", data.integer(100, 999)),
        function("a", calls=1),
    )


@suite.case("tf.function")
def several_increments_in_one_function(data: Data) -> Call:
    return call(
        new("a", data.integer(1, 9), data.integer(2, 9)),
        new("b", data.integer(20, 40), -data.integer(2, 9)),
        function("a", "b", "a", calls=2),
        function("b", "b", calls=1),
    )


@suite.case("tf.range")
def one_loop_over_two_counters(data: Data) -> Call:
    return call(
        new("a", data.integer(1, 9), -data.integer(2, 9)),
        new("b", step=data.integer(10, 19)),
        loop("b", "a", lengths=[3, 0, 1, 50]),
        increment("b", 1),
    )


class Pretend:
    """A counter in pure Python that keeps the contract; the slips are subclasses that do not."""

    variable = True
    same = True
    dtype = "int32"
    name = "counter"
    kind = "integer"

    def __init__(self, initial: int = 0, step: int = 1) -> None:
        self.value, self.step = initial, step

    def add(self) -> int:
        """Increment, and return the new value."""
        self.value += self.step
        return self.value

    def trace(self) -> Callable[[], int]:
        """What one call of increment inside a tf.function becomes: an operation that each run repeats."""
        return self.add

    def returned(self, number: int) -> str:
        return str(number) if self.kind == "integer" else self.kind

    def describe(self) -> str:
        if not self.variable:
            return "not a tf.Variable"
        held = str(self.value) if self.dtype.startswith("int") else f"a tensor of dtype {self.dtype}"
        return f"{'' if self.same else 'another '}{self.dtype} variable '{self.name}' holding {held}"


def play(steps: tuple[Step, ...], make: Callable[..., Pretend]) -> dict[str, Any]:
    """Return the facts that driver.py would give of such a counter."""
    counters: dict[str, Pretend] = {}
    traced: Traced = {}
    facts = {}
    for number, (name, target, *rest) in enumerate(steps, 1):
        keys = [target] if isinstance(target, str) else target
        if are_intact(counters):
            if name == "new":
                counters[target] = make(*rest[0], **rest[1])
            if name == "assign":
                counters[target].value = rest[0]
            rows = play_step(name, [counters[key] for key in keys], rest, traced)
            told = {key: counters[key].describe() for key in keys}
        else:
            honest = play_step(name, [Pretend() for _ in keys], rest, {})
            rows, told = [[NOT_RUN] * len(row) for row in honest], dict.fromkeys(keys, NOT_RUN)
        facts[f"step {number} ({name})"] = {**{f"{key}.value": told[key] for key in keys}, "returned": rows}
    return facts


def are_intact(counters: dict[str, Pretend]) -> bool:
    return all(counter.variable and counter.same for counter in counters.values())


def play_step(name: str, counters: list[Pretend], rest: list[Any], traced: Traced) -> list[list[str]]:
    """Return what the increments of one step returned, a row for each call; a graph is traced when it comes first."""
    one = counters[0]
    if name == "increment":
        return [[one.returned(one.add()) if one.variable and one.same else NOT_RUN] for _ in range(rest[0])]
    if name in ("new", "assign"):
        return []
    graph = name, *map(id, counters)
    if graph not in traced:
        traced[graph] = [(counter, counter.trace()) for counter in counters]
    turns = [1] * rest[0] if name == "function" else rest[0]
    return [[counter.returned(run()) for _ in range(length) for counter, run in traced[graph]] for length in turns]


def add_slip(description: str) -> Callable[[type[Pretend]], type[Pretend]]:
    """Add a slip whose answers are those of the class."""

    def add(make: type[Pretend]) -> type[Pretend]:
        suite.slip(description)(lambda *steps: play(steps, make))
        return make

    return add


@add_slip("a step of 0 taken for the default of 1")
class ZeroIsOne(Pretend):
    def __init__(self, initial: int = 0, step: int = 1) -> None:
        super().__init__(initial, step or 1)


@add_slip("adding 1 whatever the step is")
class StepIgnored(Pretend):
    def __init__(self, initial: int = 0, step: int = 1) -> None:
        super().__init__(initial, 1)


class InitialIgnored(Pretend):
    def __init__(self, initial: int = 0, step: int = 1) -> None:
        super().__init__(0, step)


@suite.slip("a counter that always begins at 0")
def play_from_zero(*steps: Step) -> dict[str, Any] | None:
    """None where no counter begins above 0, as 0 may stand for what is negative only."""
    counters = [Pretend(*rest[0], **rest[1]) for name, _, *rest in steps if name == "new"]
    return play(steps, InitialIgnored) if any(counter.value > 0 for counter in counters) else None


@add_slip("initial and step in each other's place")
class Swapped(Pretend):
    def __init__(self, step: int = 1, initial: int = 0) -> None:
        super().__init__(initial, step)


@add_slip("counting up although the step is negative")
class AbsoluteStep(Pretend):
    def __init__(self, initial: int = 0, step: int = 1) -> None:
        super().__init__(initial, abs(step))


@add_slip("a counter that stops at 0 on its way down")
class StopsAtZero(Pretend):
    def add(self) -> int:
        self.value = max(self.value + self.step, 0)
        return self.value


@add_slip("returning the value from before the increment")
class ReturnsOld(Pretend):
    def add(self) -> int:
        return super().add() - self.step


@add_slip("an increment that returns nothing")
class ReturnsNone(Pretend):
    kind = "None"


@add_slip("a value that is no tf.Variable, such as a plain int or a tensor")
class NoVariable(Pretend):
    variable = False


@add_slip("a variable of dtype int64")
class Int64(Pretend):
    dtype = "int64"


@add_slip("a variable of dtype float32")
class Float32(Pretend):
    dtype = "float32"
    kind = "a tensor of dtype float32"


@add_slip("a variable that was given no name")
class NoName(Pretend):
    name = "Variable"


@add_slip("an increment that returns a float")
class ReturnsFloat(Pretend):
    kind = "a tensor of dtype float32"


@add_slip("a count kept beside the variable, which forgets what is assigned to value from outside")
class KeepsOwnCount(Pretend):
    def __init__(self, initial: int = 0, step: int = 1) -> None:
        super().__init__(initial, step)
        self.count = initial

    def add(self) -> int:
        self.count += self.step
        self.value = self.count
        return self.count


class CountsInPython(Pretend):
    """The state is a Python int, so that a graph repeats the number that was current when it was traced."""

    def __init__(self, initial: int = 0, step: int = 1) -> None:
        super().__init__(initial, step)
        self.count = initial

    def add(self) -> int:
        self.count += self.step
        return self.settle(self.count)

    def trace(self) -> Callable[[], int]:
        self.count += self.step
        number = self.count
        return lambda: self.settle(number)

    def settle(self, number: int) -> int:
        """What a run does with the number."""
        self.value = number
        return number


@add_slip("an increment that happens only while a tf.function is traced, as with a plain Python int")
class CopiesToVariable(CountsInPython):
    pass


@add_slip("returning a Python int kept beside the variable, which a tf.function changes only while it is traced")
class ReturnsMirror(CountsInPython):
    def settle(self, number: int) -> int:
        self.value += self.step
        return number


@add_slip("assigning initial + step each time, so that the count never goes on")
class StartsOver(Pretend):
    def __init__(self, initial: int = 0, step: int = 1) -> None:
        super().__init__(initial, step)
        self.first = initial + step

    def add(self) -> int:
        self.value = self.first
        return self.first


@add_slip("an update made once, in __init__: TensorFlow 2 carries it out there, and leaves none to run again")
class UpdatesWhenMade(Pretend):
    def __init__(self, initial: int = 0, step: int = 1) -> None:
        super().__init__(initial, step)
        self.value += step

    def add(self) -> int:
        return self.value


@add_slip("value rebound to a new tensor (self.value = self.value + step) in place of a change to the variable")
class Rebinds(CountsInPython):
    def settle(self, number: int) -> int:
        self.variable = False
        return number


@add_slip("a new variable for each increment in place of a change to the first")
class NewVariable(Pretend):
    def add(self) -> int:
        self.same = False
        return super().add()


@add_slip("value rebound to what assign_add returns, which is not the variable itself")
class RebindsToResult(NewVariable):
    def add(self) -> int:
        self.name = "UnreadVariable"
        return super().add()


def play_shared(*steps: Step) -> dict[str, Any]:
    """All counters have the variable of the class, which each construction sets."""

    class Shared(Pretend):
        shared = 0

        @property
        def value(self) -> int:
            return Shared.shared

        @value.setter
        def value(self, number: int) -> None:
            Shared.shared = number

    return play(steps, Shared)


suite.slip("one variable shared by all counters")(play_shared)
