"""A copy of this package, for machines that cannot install it: what grades goes along."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import tinygrad_fa

LEFT_OUT = {"__pycache__", "_lessons", "_datasets"}  # lessons hold model solutions
PACKAGE = Path(tinygrad_fa.__file__).resolve().parent
EARLIEST = (1980, 1, 1, 0, 0, 0)  # the same archive of the same files, whenever it is made


def files() -> Iterator[tuple[str, bytes]]:
    """Yield path and content of each file of the package, in a fixed order."""
    for path in sorted(PACKAGE.rglob("*")):
        inside = path.relative_to(PACKAGE)
        if path.is_file() and not LEFT_OUT & set(inside.parts) and path.suffix != ".pyc":
            yield f"tinygrad_fa/{inside.as_posix()}", path.read_bytes()


def code() -> bytes:
    """Return the Python files alone as an archive, from which Python can import."""
    return zipped({name: content for name, content in files() if name.endswith(".py")})


def zipped(content: Mapping[str, bytes], programs: Collection[str] = ()) -> bytes:
    """Return files as a zip archive; those named in `programs` may be run."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o100755 if name in programs else 0o100644) << 16
            archive.writestr(entry, data)
    return packed.getvalue()
