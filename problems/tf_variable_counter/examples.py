"""Visible examples of tf_variable_counter."""

from __future__ import annotations

from judge.suite import Call, Data, Suite, call

suite = Suite()


@suite.case("first steps")
def three_increments_from_5_in_steps_of_2(data: Data) -> Call:
    return call(["new", "a", [5, 2], {}], ["increment", "a", 3])


@suite.case("first steps")
def two_counters(data: Data) -> Call:
    return call(
        ["new", "a", [], {}],
        ["new", "b", [], {"initial": 10, "step": -3}],
        ["increment", "a", 1],
        ["increment", "b", 2],
        ["increment", "a", 1],
    )


@suite.case("first steps")
def a_loop_in_a_tf_function(data: Data) -> Call:
    return call(["new", "a", [], {"step": 4}], ["loop", ["a"], [3]])
