"""Where a runtime's packages lie on this machine. The judge finds them; the launcher may read nothing else."""

from __future__ import annotations

import os
import re
import sys
from typing import NamedTuple

from judge.errors import UserError

_DISTRIBUTIONS = {
    "numpy": ("numpy",),
    "tensorflow": ("tensorflow", "tensorflow-cpu", "tensorflow-macos", "tensorflow-intel", "tf-nightly"),
}
_SUPPORT = ("seccompy", "landlockpy")
"""What the launcher itself needs; candidates neither see nor may read it."""


class Runtime(NamedTuple):
    """A library that candidates write against, with all that it needs.

    Attributes:
        name: the module to import.
        packages: folders and files that candidates may read.
        site_packages: the folders to import from, in the launcher only.
    """

    name: str
    packages: tuple[str, ...]
    site_packages: tuple[str, ...]


def find_runtime(name: str, python: str | None = None) -> Runtime:
    """Find a runtime's packages.

    Args:
        name: the module to import.
        python: the interpreter that it is installed for; None for the judge's own.

    Raises:
        UserError: it is not installed; says what to install.
    """
    if python is not None:
        return _ask_interpreter(python, name)
    if name == "numpy":  # the quick way, as this is in the path of every command: a wheel has these two folders
        folder = _folder_of("numpy")
        if folder is not None:
            packages = [os.path.join(folder, part) for part in ("numpy", "numpy.libs")]
            found = tuple(path for path in packages if os.path.isdir(path))
            return Runtime(name, found, _import_folders(found))
    elif _folder_of(name) is not None:
        found = tuple(sorted(_files_of_distributions(_DISTRIBUTIONS[name])))
        return Runtime(name, found, _import_folders(found))
    package = {"tensorflow": "TensorFlow", "numpy": "NumPy"}[name]
    raise UserError(
        f"this problem needs {package}, which is not installed", f"run: {sys.executable} -m pip install {name}"
    )


def _ask_interpreter(python: str, name: str) -> Runtime:
    """Have another interpreter find a runtime of its own. What it lacks for the launcher is lent to it."""
    import json
    import subprocess

    judge_folder = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    command = [python, "-P", "-X", "utf8", "-c", _ASK, judge_folder, name]
    try:
        asked = subprocess.run(command, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UserError(f"{python} can't be run: {error}", "name a Python interpreter, 3.11 or later") from None
    if asked.returncode != 0:
        last = (asked.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise UserError(f"{python} can't run {name} problems: {last}", f"run: {python} -m pip install {name}")
    packages, folders = json.loads(asked.stdout)
    lent = [folder for support in _SUPPORT if (folder := _folder_of(support)) is not None]
    # Its own folders come first, so that its own NumPy is found, and not that of the judge.
    return Runtime(name, tuple(packages), tuple(dict.fromkeys([*folders, *lent])))


_ASK = """
import json, sys
sys.path.append(sys.argv[1])
from judge.sandbox.runtimes import find_runtime
runtime = find_runtime(sys.argv[2])
print(json.dumps([runtime.packages, runtime.site_packages]))
"""


def _folder_of(package: str) -> str | None:
    for folder in sys.path:
        if os.path.isfile(os.path.join(folder, package, "__init__.py")):
            return os.path.abspath(folder)
    return None


def _import_folders(packages: tuple[str, ...]) -> tuple[str, ...]:
    folders = {os.path.dirname(path) for path in packages}
    folders |= {folder for support in _SUPPORT if (folder := _folder_of(support)) is not None}
    return tuple(sorted(folders))


def _files_of_distributions(names: tuple[str, ...]) -> set[str]:
    """The top-level folders and modules of the first distribution that is installed, and of all that it requires."""
    from importlib import metadata

    paths: set[str] = set()
    seen: set[str] = set()
    waiting = [name for name in names if _is_installed(name)]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:  # an optional requirement, or one for another platform
            continue
        for file in distribution.files or ():
            top = file.parts[0]
            if top not in ("..", "__pycache__") and not top.endswith((".dist-info", ".pth")):
                paths.add(os.path.abspath(str(distribution.locate_file(top))))
        for requirement in distribution.requires or ():
            wanted = re.match(r"[A-Za-z0-9._-]+", requirement)
            if wanted and "extra ==" not in requirement:
                waiting.append(re.sub(r"[-_.]+", "-", wanted[0]).lower())
    return paths


def _is_installed(name: str) -> bool:
    from importlib import metadata

    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return False
    return True
