"""The shortest one: assign_add gives the variable back."""

import tensorflow as tf


class Counter:
    def __init__(self, initial=0, step=1):
        self.step = step
        self.value = tf.Variable(initial, name="counter", dtype="int32")

    def increment(self):
        return self.value.assign_add(self.step)
