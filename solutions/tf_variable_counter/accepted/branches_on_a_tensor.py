"""Up and down apart, chosen by a condition on a tensor: inside a tf.function AutoGraph makes a tf.cond of it."""

import tensorflow as tf


class Counter:
    def __init__(self, initial=0, step=1):
        self._value = tf.Variable(initial, dtype=tf.int32, name="counter", trainable=False)
        self._step = tf.constant(step)

    @property
    def value(self):
        return self._value

    def increment(self):
        if self._step >= 0:
            self._value.assign_add(self._step)
        else:
            self._value.assign_sub(-self._step)
        return tf.convert_to_tensor(self._value)
