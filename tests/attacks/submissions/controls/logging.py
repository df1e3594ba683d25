"""Logs to the console, to a file in its folder and to memory, with tracebacks."""
import io
import logging
import logging.handlers

logging.basicConfig(level=logging.DEBUG)
log = logging.getLogger(__name__)
log.addHandler(logging.FileHandler("double.log"))
log.addHandler(logging.handlers.MemoryHandler(100))
log.addHandler(logging.StreamHandler(io.StringIO()))


def double(x):
    log.info("doubling %s", x.shape)
    try:
        1 / 0  # noqa: B018
    except ZeroDivisionError:
        log.exception("as expected")
    return x + x
