"""A graph changes the variable in place, but ordinary Python gets a new one each time."""

import tensorflow as tf


class Counter:
    def __init__(self, initial=0, step=1):
        self.step = step
        self.value = tf.Variable(initial, dtype=tf.int32, name="counter")

    def increment(self):
        if tf.executing_eagerly():
            self.value = tf.Variable(self.value + self.step, dtype=tf.int32, name="counter")
            return self.value
        return self.value.assign_add(self.step)
