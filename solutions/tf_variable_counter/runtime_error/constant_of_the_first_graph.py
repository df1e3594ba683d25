"""The step becomes a tensor when it is first needed: made in a graph, it belongs to that graph and fails elsewhere."""

import tensorflow as tf


class Counter:
    def __init__(self, initial=0, step=1):
        self.step = step
        self.delta = None
        self.value = tf.Variable(initial, dtype=tf.int32, name="counter")

    def increment(self):
        if self.delta is None:
            self.delta = tf.constant(self.step)
        return self.value.assign_add(self.delta)
