"""Asks about the machine and the user: platform, locale, paths, processors, resources, the user's name."""
import getpass
import locale
import os
import pathlib
import platform
import resource
import shutil
import sys


def double(x):
    facts = [platform.machine(), platform.system(), platform.python_version(), platform.release(), sys.version]
    facts += [locale.getlocale(), locale.getpreferredencoding(), sys.getfilesystemencoding(), os.cpu_count()]
    facts += [pathlib.Path.cwd().name, pathlib.Path(__file__).resolve().stem, pathlib.Path.home(), os.getpid(), os.uname()]
    facts += [resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, shutil.disk_usage("."), os.sched_getaffinity(0)]
    try:
        facts.append(getpass.getuser())
    except (KeyError, OSError):
        pass
    return x + x if all(fact is not None for fact in facts) else 0 * x
