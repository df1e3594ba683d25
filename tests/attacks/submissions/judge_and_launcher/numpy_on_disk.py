"""Changes NumPy's folder: new files, modes, times, names, compiled caches."""
import os

import numpy

FOLDER = os.path.dirname(numpy.__file__)
CACHE = os.path.join(FOLDER, "__pycache__")


def attempts():
    init = os.path.join(FOLDER, "__init__.py")
    yield lambda: os.chmod(FOLDER, os.stat(FOLDER).st_mode)
    yield lambda: os.utime(FOLDER, (os.stat(FOLDER).st_atime, os.stat(FOLDER).st_mtime))
    yield lambda: os.close(os.open(init, os.O_WRONLY))
    yield lambda: os.close(os.open(init, os.O_RDWR | os.O_APPEND))
    yield lambda: os.close(os.open(os.path.join(FOLDER, "judge_canary.py"), os.O_CREAT | os.O_WRONLY))
    yield lambda: os.close(os.open(os.path.join(CACHE, "judge_canary.pyc"), os.O_CREAT | os.O_WRONLY))
    yield lambda: os.mkdir(os.path.join(FOLDER, "judge_canary"))
    yield lambda: os.setxattr(init, "user.judge_canary", b"")


def double(x):
    for attempt in attempts():
        try:
            attempt()
            return x + x
        except OSError:
            pass
    return 0 * x
