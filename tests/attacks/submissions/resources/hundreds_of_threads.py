"""Starts threads by the hundred, with the smallest stacks there are."""
# not on basic: root is not held to the number of processes by a limit
import threading


def double(x):
    threading.stack_size(32768)
    event = threading.Event()
    started = 0
    try:
        for _ in range(600):
            threading.Thread(target=event.wait, daemon=True).start()
            started += 1
    except (RuntimeError, MemoryError):
        pass
    event.set()
    return x + x if started > 500 else 0 * x
