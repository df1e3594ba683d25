"""Running the corpus as an ordinary user, when the tests run as root: python -m tests.attacks.as_user [table's options]

The interpreter and the packages may lie where only root can read (/root/.pyenv is common), so what is needed is copied
into a temporary folder first, unless the user can read it where it is.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

USER = 1001
"""An ordinary user's number; nobody of that name has to exist."""
_PACKAGES = ("numpy", "msgspec", "landlockpy", "seccompy")
_CHECKOUT = Path(__file__).resolve().parents[2]
_NOT_NEEDED = shutil.ignore_patterns(
    "__pycache__", "site-packages", "test", "tests", "idlelib", "tkinter", "config-*", "*.a"
)


class Installation(NamedTuple):
    """An interpreter that an ordinary user can run, and the folder with the judge and this corpus."""

    python: str
    checkout: Path
    environment: dict[str, str]


@contextmanager
def installation(user: int = USER) -> Iterator[Installation]:
    """Yield what the user can run: this interpreter where possible, else a copy that is removed afterwards."""
    here = Installation(sys.executable, _CHECKOUT, {"PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"})
    if _works(here, user):
        yield here
        return
    folder = Path(tempfile.mkdtemp(prefix="judge-python-", dir="/var/tmp"))
    try:
        yield _copy(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def start(place: Installation, options: Sequence[str], user: int = USER) -> subprocess.Popen[str]:
    """Start the table program as the user, without any group or right of root's."""
    return subprocess.Popen(
        [place.python, "-m", "tests.attacks.table", *options],
        cwd=place.checkout,
        env=place.environment,
        user=user,
        group=user,
        extra_groups=[],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _works(place: Installation, user: int) -> bool:
    code = f"import {', '.join(_PACKAGES)}; import tests.attacks.table"
    try:
        done = subprocess.run(
            [place.python, "-c", code],
            cwd=place.checkout,
            env=place.environment,
            user=user,
            group=user,
            extra_groups=[],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except OSError:
        return False
    return done.returncode == 0


def _copy(folder: Path) -> Installation:
    """Copy interpreter, standard library, packages, judge and corpus; files are linked where that is possible."""
    folder.chmod(0o755)
    library = Path(sysconfig.get_path("stdlib"))
    target = folder / "lib" / library.name
    shutil.copytree(library, target, ignore=_NOT_NEEDED, copy_function=_link, symlinks=True)
    (folder / "bin").mkdir()
    python = folder / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    shutil.copy2(os.path.realpath(sys.executable), python)
    for shared in Path(sysconfig.get_config_var("LIBDIR")).glob("libpython*.so*"):
        _link(str(shared), str(folder / "lib" / shared.name))
    for source in _package_paths():
        _copy_any(source, target / "site-packages" / source.name)
    checkout = folder / "checkout"
    (checkout / "tests").mkdir(parents=True)
    for name in ("judge", "tests/attacks"):
        shutil.copytree(_CHECKOUT / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__"))
    environment = {"PATH": "/usr/bin:/bin", "LD_LIBRARY_PATH": str(folder / "lib"), "PYTHONDONTWRITEBYTECODE": "1"}
    return Installation(str(python), checkout, environment)


def _package_paths() -> set[Path]:
    paths = set()
    for name in _PACKAGES:
        distribution = metadata.distribution(name)
        tops = {file.parts[0] for file in distribution.files or () if file.parts[0] not in ("..", "__pycache__")}
        paths |= {Path(str(distribution.locate_file(top))) for top in tops}
    return paths


def _copy_any(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=_NOT_NEEDED, copy_function=_link)
    else:
        _link(str(source), str(target))


def _link(source: str, target: str) -> None:
    """Make a hard link of what everybody may read, which costs no room, else a copy."""
    if os.stat(source).st_mode & 0o004 and not os.path.islink(source):
        try:
            os.link(source, target)
        except OSError:  # on another file system
            shutil.copy2(source, target)
        return
    shutil.copy2(source, target, follow_symlinks=False)


def main() -> int:
    """Run the table program as an ordinary user and pass on what it says."""
    if os.geteuid() != 0:
        print("only root can become another user; run python -m tests.attacks.table instead", file=sys.stderr)
        return 2
    with installation() as place:
        process = start(place, sys.argv[1:])
        print(process.communicate()[0], end="")
    return process.returncode


if __name__ == "__main__":
    sys.exit(main())
