"""A dataclass whose variable is made after the fields are set, and the operations under assign_add and read_value."""

from dataclasses import dataclass, field

import tensorflow as tf


@dataclass(eq=False)
class Counter:
    initial: int = 0
    step: int = 1
    value: tf.Variable = field(init=False)

    def __post_init__(self):
        self.value = tf.Variable(lambda: tf.cast(self.initial, tf.int32), name="counter")

    def increment(self):
        tf.raw_ops.AssignAddVariableOp(resource=self.value.handle, value=tf.constant(self.step, tf.int32))
        return tf.raw_ops.ReadVariableOp(resource=self.value.handle, dtype=tf.int32)


if __name__ == "__main__":
    demo = Counter(step=2)
    print([int(demo.increment()) for _ in range(3)])
