"""A tf.Module: the variable's name has the module's scope in front of it."""

import tensorflow as tf


class Counter(tf.Module):
    def __init__(self, initial=0, step=1):
        super().__init__(name="tally")
        self._step = step
        with self.name_scope:
            self.value = tf.Variable(tf.constant(initial, tf.int32), name="counter", trainable=False)

    @tf.Module.with_name_scope
    def increment(self):
        self.value.assign_add(self._step)
        return tf.identity(self.value)
