"""What can be read inside: the interpreter, its standard library, and the allowed packages.

Nothing else is there: not the other packages, not the homework, not this room of the project.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata, util
from pathlib import Path

# Parts of our own package that hold answers, or that grade.
NEVER = {"homework", "lessons", "cli", "_lessons", "_datasets", "__pycache__"}
_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache")


@dataclass(frozen=True)
class Places:
    """What can be read.

    Attributes:
        executable: the interpreter.
        standard: the folders of its standard library, as `sys.path` has them.
        roots: what is readable with all below, except `hidden`.
        hidden: folders of installed packages below the roots.
        packages: what the folder of packages holds: its name there, and where it really is.
        names: the packages that are imported before the first student comes.
    """

    executable: str
    standard: tuple[str, ...]
    roots: tuple[str, ...]
    hidden: tuple[str, ...]
    packages: tuple[tuple[str, str], ...]
    names: tuple[str, ...]

    def visible(self) -> tuple[list[str], list[str]]:
        """Return what may be read with all below it, and the folders that may only be listed."""
        readable, listed = [self.executable], list[str]()
        waiting = [*self.roots, *(source for _, source in self.packages)]
        hidden = {os.path.realpath(path) for path in self.hidden}
        while waiting:
            path = os.path.realpath(waiting.pop())
            if path in hidden:
                continue
            if any(other.startswith(path + os.sep) for other in hidden):
                listed.append(path)
                waiting += [entry.path for entry in os.scandir(path) if not entry.is_symlink()]
            else:
                readable.append(path)
        return readable, listed


@lru_cache(maxsize=8)
def places(allow: tuple[str, ...]) -> Places:
    """Return what a submission that may import `allow` can read.

    Raises:
        ModuleNotFoundError: if one of them is not installed.
    """
    executable = os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)
    standard = os.path.dirname(os.path.realpath(os.__file__))
    candidates = [os.path.dirname(standard), *_LIBRARIES]
    roots = tuple(dict.fromkeys(path for path in candidates if os.path.exists(path)))
    hidden = tuple(_folders_of_packages([*roots, standard]))
    packages: dict[str, str] = {}
    for name in allow:
        packages.update(_files_of(name, seen=set()))
    names = (*allow, *(name for name in ("numpy",) if name in packages and name not in allow))
    return Places(
        executable=executable,
        standard=(standard, os.path.join(standard, "lib-dynload")),
        roots=roots,
        hidden=hidden,
        packages=tuple(sorted(packages.items())),
        names=names,
    )


def _folders_of_packages(roots: Iterable[str]) -> list[str]:
    found = set()
    for root in map(Path, roots):
        for folder in (root, *root.glob("python*"), *root.glob("pypy*")):
            for name in ("site-packages", "dist-packages"):
                if (folder / name).is_dir():
                    found.add(str(folder / name))
    return sorted(found)


def _files_of(name: str, seen: set[str]) -> dict[str, str]:
    """Return the entries of site-packages that a package and what it requires consist of."""
    seen.add(name)
    found = dict[str, str]()
    spec = util.find_spec(name)
    if spec is None:
        raise ModuleNotFoundError(name=name)
    if name == "tinygrad_fa":
        folder = Path(next(iter(spec.submodule_search_locations or ())))
        inner = [path for path in folder.iterdir() if path.name not in NEVER]
        found = {f"{name}/{path.name}": str(path) for path in inner}
    elif spec.submodule_search_locations:
        folder = Path(next(iter(spec.submodule_search_locations)))
        beside = folder.with_name(f"{folder.name}.libs")  # where wheels put other libraries
        found = {path.name: str(path) for path in (folder, beside) if path.is_dir()}
    elif spec.origin and os.path.isfile(spec.origin):
        found[os.path.basename(spec.origin)] = spec.origin
    try:
        distribution = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        required = ["numpy"] if name == "tinygrad_fa" else []
    else:
        required = _required(distribution)
        if name != "tinygrad_fa":
            found.update(_entries(distribution))
    for other in required:
        if other not in seen and util.find_spec(other) is not None:
            found.update(_files_of(other, seen))
    return found


def _entries(distribution: metadata.Distribution) -> dict[str, str]:
    """Return the top-level entries of an installed package, the libraries beside it among them."""
    tops = {file.parts[0] for file in distribution.files or () if file.parts[0] != ".."}
    base = Path(str(distribution.locate_file("")))
    keep = [
        top for top in tops if not top.endswith((".pth", ".dist-info")) and top != "__pycache__"
    ]
    return {top: str(base / top) for top in keep if (base / top).exists()}


def _required(distribution: metadata.Distribution) -> list[str]:
    """Return the import names of what a package always requires."""
    plain = [line for line in distribution.requires or () if "extra ==" not in line]
    names = [re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in plain]
    return [name.replace("-", "_") for name in names]


def open_to_all(path: str, with_parents: bool) -> bool:
    """Whether every user of the machine may read `path` (and come there at all)."""
    try:
        ways = Path(path).parents if with_parents else ()
        return all(way.stat().st_mode & 0o001 for way in ways) and bool(
            Path(path).stat().st_mode & 0o004
        )
    except OSError:
        return False
