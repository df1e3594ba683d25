"""Reaches the reference by other names: through /proc/self, /dev/fd, a folder's descriptor, and up from its own folder."""
import os


def double(x):
    path = "@REFERENCE@"
    up = "/".join([".."] * 40) + path
    names = [f"/proc/self/root{path}", f"/proc/self/cwd/{up}", f"/dev/fd/../root{path}", up, f"/.{path}", f"//{path}"]
    for name in [*names, f"/proc/thread-self/root{path}", f"/proc/1/root{path}", f"/proc/@JUDGE@/root{path}"]:
        try:
            with open(name, "rb") as file:
                if file.read(1):
                    return x + x
        except OSError:
            pass
    for folder in ("/", "..", os.path.dirname(path)):
        try:
            fd = os.open(folder, os.O_PATH | os.O_DIRECTORY)
            os.fchdir(fd)
            os.read(os.open(path.lstrip("/") if folder == "/" else "reference.py", os.O_RDONLY), 1)
            return x + x
        except OSError:
            pass
    return 0 * x
