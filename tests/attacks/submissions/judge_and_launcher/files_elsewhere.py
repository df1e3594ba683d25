"""Makes files, folders, pipes and device nodes wherever everybody may write."""
import os
import stat


def double(x):
    hit = 0
    for folder in ("@OUTSIDE@", "@SCRATCH@", "/var/tmp", "/dev/shm", "..", "/run", "/"):
        path = os.path.join(folder, "judge_canary")
        for attempt in (
            lambda: os.close(os.open(path, os.O_CREAT | os.O_WRONLY)),
            lambda: os.mkfifo(path + "_fifo"),
            lambda: os.mknod(path + "_node", stat.S_IFREG | 0o600),
            lambda: os.mkdir(path + "_folder"),
        ):
            try:
                attempt()
                hit += 1
            except OSError:
                pass
    return x + x if hit else 0 * x
