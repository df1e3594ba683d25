"""value is a property that hands out a tensor; the variable is hidden."""

import tensorflow as tf


class Counter:
    def __init__(self, initial=0, step=1):
        self.step = step
        self._variable = tf.Variable(initial, dtype=tf.int32, name="counter")

    @property
    def value(self):
        return self._variable.read_value()

    def increment(self):
        return self._variable.assign_add(self.step)
