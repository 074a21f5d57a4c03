"""Reading files with care: size limits, hashes, and errors a student can act on."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import zlib
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from tinygrad_fa.language.errors import DataError, FileError, TinygradError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tinygrad_fa.data.catalog import FileInfo

CHUNK = 1 << 16
MAX_BYTES = 1 << 30  # a file of a student's own may be this big unless she says otherwise
_GZIP_MAGIC = b"\x1f\x8b"


@contextmanager
def open_content(path: str | Path) -> Iterator[IO[bytes]]:
    """Open a file for reading; a gzip file, known by its first two bytes, is uncompressed.

    Raises:
        FileError: if the file is missing or cannot be read.
        DataError: if its compressed bytes are broken (also while the caller is reading).
    """
    try:
        with open(path, "rb") as raw:
            compressed = raw.read(2) == _GZIP_MAGIC
            raw.seek(0)
            if compressed:
                with gzip.GzipFile(fileobj=raw) as content:
                    yield content  # type: ignore[misc]  # a GzipFile is a readable binary file
            else:
                yield raw
    except TinygradError:
        raise  # a DataError is a ValueError, a FileError an OSError: pass them on as they are
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise DataError("data.broken_gzip", path=path, reason=error) from error
    except FileNotFoundError as error:
        raise FileError("data.file_missing", path=path) from error
    except OSError as error:
        raise FileError("data.cannot_read", path=path, reason=error) from error


def read_at_most(stream: IO[bytes], limit: int) -> bytearray:
    """Return up to `limit` bytes, in memory that grows only with what is really there."""
    content = bytearray()
    while len(content) < limit:
        piece = stream.read(min(CHUNK, limit - len(content)))
        if not piece:
            break
        content += piece
    return content


def read_content(path: str | Path, max_bytes: int = MAX_BYTES) -> bytearray:
    """Return the uncompressed bytes of a file that has at most `max_bytes` of them.

    Raises:
        FileError: if the file cannot be read.
        DataError: if it is broken or bigger.
    """
    with open_content(path) as stream:
        content = read_at_most(stream, max_bytes + 1)
    if len(content) > max_bytes:
        raise DataError("data.too_large", path=path, limit=max_bytes)
    return content


def read_checked(path: Path, file: FileInfo) -> IO[bytes]:
    """Return the content of a file whose hash has been found to be the published one.

    A ``.gz`` file is judged by the MD5 of its *uncompressed* bytes: who compresses a data set
    again gets other compressed bytes, yet the same data.

    Raises:
        FileError: if the file cannot be read.
        DataError: if it is not the published file; the message has both hashes.
    """
    if file.content_md5 is None:
        check_file(path, file)
        return io.BytesIO(read_content(path))
    content = read_content(path, file.content_bytes or MAX_BYTES)
    found = hashlib.md5(content, usedforsecurity=False).hexdigest()
    if found != file.content_md5:
        raise DataError(
            "data.wrong_hash", path=path, expected=f"md5 {file.content_md5}", found=f"md5 {found}"
        )
    return io.BytesIO(content)


def check_file(path: Path, file: FileInfo) -> None:
    """Compare the hash of a file as stored (not uncompressed) with the published one.

    Raises:
        FileError: if the file cannot be read.
        DataError: if the hashes differ; the message has both.
    """
    try:
        if file.sha256 is not None:
            found = f"sha256 {_hash(path, hashlib.sha256())}"
        else:
            # Git puts the size before the bytes and hashes both with SHA-1.
            start = b"blob %d\0" % os.path.getsize(path)
            found = f"git blob {_hash(path, hashlib.sha1(start, usedforsecurity=False))}"
    except OSError as error:
        raise FileError("data.cannot_read", path=path, reason=error) from error
    if found != file.hash_text:
        raise DataError("data.wrong_hash", path=path, expected=file.hash_text, found=found)


def _hash(path: Path, method: hashlib._Hash) -> str:
    with open(path, "rb") as stream:
        while piece := stream.read(CHUNK):
            method.update(piece)
    return method.hexdigest()
