"""step comes before initial: wrong numbers by position, and an error where step is given by keyword after initial."""

import tensorflow as tf


class Counter:
    def __init__(self, step=1, initial=0):
        self.step = step
        self.value = tf.Variable(initial, dtype=tf.int32, name="counter")

    def increment(self):
        return self.value.assign_add(self.step)
