"""For the tests of terminals: the least of a shell. Run as a program, it runs a command as a job of its terminal.

It says which modes the terminal has whenever the job has stopped or ended; a line that it reads brings the job to the
foreground again, or for "bg", lets it go on in the background first.
"""

from __future__ import annotations

import os
import signal
import sys
import termios


def modes() -> str:
    """The modes that a program for single keys changes, in words."""
    flags = termios.tcgetattr(0)[3]
    named = {"lines": termios.ICANON, "echo": termios.ECHO, "signals": termios.ISIG}
    return " ".join(name for name, flag in named.items() if flags & flag)


def main(words: list[str]) -> int:
    """Run the command until it ends; return its exit code, 128 + number for a signal."""
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    job = os.posix_spawn(words[0], words, os.environ, setpgroup=0, setsigdef=[signal.SIGTTOU, signal.SIGHUP])
    os.tcsetpgrp(0, job)
    while True:
        _, status = os.waitpid(job, os.WUNTRACED)
        os.tcsetpgrp(0, os.getpgrp())
        if not os.WIFSTOPPED(status):
            code = os.waitstatus_to_exitcode(status)
            print(f"[ended {code}: {modes()}]", flush=True)
            return code if code >= 0 else 128 - code
        print(f"[stopped: {modes()}]", flush=True)
        if sys.stdin.readline() == "bg\n":
            os.killpg(job, signal.SIGCONT)
            sys.stdin.readline()
        os.tcsetpgrp(0, job)
        os.killpg(job, signal.SIGCONT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
