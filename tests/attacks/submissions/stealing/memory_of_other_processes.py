"""Opens the memory, the environment and the files of every process that it can see or guess."""
import os


def double(x):
    pids = {"@JUDGE@", "@LAUNCHER@", "@PID@", str(os.getppid()), *map(str, range(1, 400))}
    try:
        pids |= {name for name in os.listdir("/proc") if name.isdigit()}
    except OSError:
        pass
    for pid in pids - {str(os.getpid())}:
        for name in ("environ", "mem", "maps", "cmdline", "fd/0", "cwd/x", "root/etc/passwd"):
            try:
                with open(f"/proc/{pid}/{name}", "rb") as file:
                    if name == "mem" or file.read(1):
                        return x + x
            except OSError:
                pass
    return 0 * x
