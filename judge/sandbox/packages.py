"""Importing a runtime's packages, and nothing beside them, without reading the folder they lie in."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import os
from collections.abc import Sequence
from types import ModuleType

_SUFFIXES = (*importlib.machinery.EXTENSION_SUFFIXES, *importlib.machinery.SOURCE_SUFFIXES)


class PackageFinder:
    """A meta path finder over a fixed list of packages and modules.

    Args:
        paths: folders and files of site-packages, such as ".../numpy" or ".../typing_extensions.py".
    """

    def __init__(self, paths: Sequence[str]) -> None:
        self._locations: dict[str, str] = {}
        for path in paths:
            name = os.path.basename(path)
            suffix = next((suffix for suffix in _SUFFIXES if name.endswith(suffix)), "")
            self._locations[name[: len(name) - len(suffix)]] = path

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return the spec of a top-level module of the list; its submodules are found on its own path."""
        location = self._locations.get(name)
        if path is not None or location is None:
            return None
        if not os.path.isdir(location):
            return importlib.util.spec_from_file_location(name, location)
        package = os.path.join(location, "__init__.py")
        if os.path.exists(package):
            return importlib.util.spec_from_file_location(name, package, submodule_search_locations=[location])
        spec = importlib.machinery.ModuleSpec(name, None, is_package=True)  # a namespace package, such as google
        spec.submodule_search_locations = [location]
        return spec
