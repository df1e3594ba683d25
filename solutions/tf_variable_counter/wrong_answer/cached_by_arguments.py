"""Counters that were made alike share one variable."""

from functools import cache

import tensorflow as tf


@cache
def make_variable(initial, step):
    return tf.Variable(initial, dtype=tf.int32, name="counter")


class Counter:
    def __init__(self, initial=0, step=1):
        self.step = step
        self.value = make_variable(initial, step)

    def increment(self):
        return self.value.assign_add(self.step)
