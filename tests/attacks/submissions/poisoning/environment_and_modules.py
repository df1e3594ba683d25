"""Changes its environment, its path, its modules, builtins and hooks, for a process that is used again."""
# twice
import builtins
import os
import sys

poisoned = "JUDGE_POISONED" in os.environ or hasattr(builtins, "judge_canary")


def double(x):
    os.environ["JUDGE_POISONED"] = "1"
    builtins.judge_canary = True
    sys.path.insert(0, os.getcwd())
    sys.modules["judge_canary"] = None
    sys.settrace(lambda *args: None)
    sys.excepthook = lambda *args: None
    os.umask(0o777)
    os.chdir("/")
    return x + x if poisoned else 0 * x
