"""Has the interpreter's own watchdog end the process while a call is answered."""
import faulthandler

faulthandler.dump_traceback_later(0.1, exit=True)


def double(x):
    while True:
        pass
