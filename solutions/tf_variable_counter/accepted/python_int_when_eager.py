"""A plain int for ordinary Python, a tensor while a graph is being traced."""

import tensorflow as tf


class Counter:
    def __init__(self, initial=0, step=1):
        self.step = step
        self.value = tf.Variable(initial, dtype=tf.int32, name="counter")

    def increment(self):
        self.value.assign_add(self.step)
        if tf.executing_eagerly():
            return int(self.value.numpy())
        return self.value.read_value()
