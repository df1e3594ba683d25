"""Each counter has a variable of its own, but the step of the last one made."""

import tensorflow as tf


class Counter:
    def __init__(self, initial=0, step=1):
        Counter.step = step
        self.value = tf.Variable(initial, dtype=tf.int32, name="counter")

    def increment(self):
        return self.value.assign_add(Counter.step)
