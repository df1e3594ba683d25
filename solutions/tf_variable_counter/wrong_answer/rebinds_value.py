"""self.value = self.value + step puts a tensor in the variable's place."""

import tensorflow as tf


class Counter:
    def __init__(self, initial=0, step=1):
        self.step = step
        self.value = tf.Variable(initial, dtype=tf.int32, name="counter")

    def increment(self):
        self.value = self.value + self.step
        return self.value
