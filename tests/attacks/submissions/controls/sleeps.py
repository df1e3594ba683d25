"""Sleeps a little, measures time with every clock, and formats dates."""
import calendar
import datetime
import time
import timeit


def double(x):
    started = time.perf_counter(), time.process_time(), time.monotonic(), time.thread_time()
    time.sleep(0.05)
    elapsed = time.perf_counter() - started[0]
    now = datetime.datetime.now(datetime.timezone.utc).isoformat() + time.strftime("%Y") + str(time.localtime())
    calendar.month(2024, 2)
    timeit.timeit(lambda: x + x, number=10)
    return x + x if 0.04 < elapsed < 0.7 and now else 0 * x
