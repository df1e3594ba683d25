"""Slip: a graph counts in a variable of its own, which only eager calls bring up to date."""

import tensorflow as tf


class Counter:
    def __init__(self, initial=0, step=1):
        self.step = step
        self.value = tf.Variable(initial, dtype=tf.int32, name="counter")
        self.in_graph = tf.Variable(initial, dtype=tf.int32)

    def increment(self):
        if tf.executing_eagerly():
            self.in_graph.assign(self.value.assign_add(self.step))
            return int(self.value)
        return self.value.assign(self.in_graph.assign_add(self.step))
