"""tf.init_scope lifts the increment out of the graph: it happens once, at tracing."""

import tensorflow as tf


class Counter:
    def __init__(self, initial=0, step=1):
        self.step = step
        self.value = tf.Variable(initial, dtype=tf.int32, name="counter")

    def increment(self):
        with tf.init_scope():
            self.value.assign_add(self.step)
        return self.value.read_value()
