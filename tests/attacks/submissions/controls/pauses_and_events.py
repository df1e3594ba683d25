"""Waits with select, polls, pipes and events, as schedulers do."""
import os
import select
import selectors
import threading


def double(x):
    reader, writer = os.pipe()
    os.write(writer, b"go")
    ready, _, _ = select.select([reader], [], [], 0.5)
    chooser = selectors.DefaultSelector()
    chooser.register(reader, selectors.EVENT_READ)
    chosen = chooser.select(0.5)
    event = threading.Event()
    threading.Timer(0.01, event.set).start()
    fits = bool(ready) and bool(chosen) and event.wait(0.5)
    os.close(reader)
    os.close(writer)
    return x + x if fits else 0 * x
