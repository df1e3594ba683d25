"""Slip: .numpy() in increment, and tf.function switched off for the whole process instead of a way that graphs allow."""

import tensorflow as tf

tf.config.run_functions_eagerly(True)


class Counter:
    def __init__(self, initial=0, step=1):
        self.value = tf.Variable(initial, dtype=tf.int32, name="counter")
        self.step = step

    def increment(self):
        self.value.assign_add(self.step)
        return int(self.value.numpy())
