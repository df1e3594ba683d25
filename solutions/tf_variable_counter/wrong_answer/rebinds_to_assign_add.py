"""Slip: value becomes what assign_add returns, which counted, but is another object."""

import tensorflow as tf


class Counter:
    def __init__(self, initial=0, step=1):
        self.step = step
        self.value = tf.Variable(initial, dtype=tf.int32, name="counter")

    def increment(self):
        self.value = self.value.assign_add(self.step)
        return self.value
