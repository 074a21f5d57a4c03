"""A copy of this package, for machines that cannot install it: what grades goes along."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import tinygrad_fa

LEFT_OUT = {"__pycache__", "_lessons", "_datasets"}  # lessons hold model solutions
PACKAGE = Path(tinygrad_fa.__file__).resolve().parent


def files() -> Iterator[tuple[str, bytes]]:
    """Yield path and content of each file of the package, in a fixed order."""
    for path in sorted(PACKAGE.rglob("*")):
        inside = path.relative_to(PACKAGE)
        if path.is_file() and not LEFT_OUT & set(inside.parts) and path.suffix != ".pyc":
            yield f"tinygrad_fa/{inside.as_posix()}", path.read_bytes()
