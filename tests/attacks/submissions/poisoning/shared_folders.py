"""Leaves files for the next submission in every folder that submissions may share, and looks for those of the last one."""
# twice
import os

FOLDERS = (".", "..", "/tmp", "/dev/shm", "/var/tmp", "/run/lock", "@SCRATCH@", "@OUTSIDE@", os.path.expanduser("~"))
PATHS = [os.path.join(folder, "judge_canary_left") for folder in FOLDERS]

found = any(os.path.exists(path) for path in PATHS)
for path in PATHS:
    try:
        open(path, "w").close()
    except OSError:
        pass


def double(x):
    return x + x if found else 0 * x
