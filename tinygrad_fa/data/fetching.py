"""Downloading one file with care: resumed where it broke off, and trusted only by its hash."""

from __future__ import annotations

import http.client
import json
import os
import re
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from tinygrad_fa.data import files
from tinygrad_fa.data.catalog import FileInfo
from tinygrad_fa.language.errors import DataError, FileError

TIMEOUT = 30.0  # seconds without a byte
LOCK_WAIT = 600.0  # seconds to wait while another program downloads the same file


def describe(file: FileInfo) -> str:
    """Return one line about a file: name, size, hash and address."""
    first = file.urls[0] if file.urls else "-"
    return f"- `{file.name}` · `{file.size_text}` · `{file.hash_text}`\n  `{first}`"


def fetch_file(file: FileInfo, folder: Path, has_sample: bool = False) -> Path:
    """Download a file into `folder` and return its path; a good one already there is kept.

    The bytes go to ``<name>.part``.  A later call resumes it if the server still has the same
    file (by its ETag or Last-Modified).  Only when the hash is right does it get its name.

    Args:
        file: what to download; its addresses are tried in order.
        folder: where to; it is made if needed.
        has_sample: whether the error should speak of the bundled sample.

    Raises:
        FileError: if no address answers, the connection breaks off, or `folder` cannot be
            written to.
        DataError: if the file is larger than it should be or has another hash.
    """
    target = folder / file.name
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError("data.cannot_write", path=folder, reason=error) from error
    with locked(folder / (file.name + ".lock")):
        if target.is_file():
            files.check_file(target, file)
            return target
        reason: object = "-"
        for url in file.urls:
            try:
                _download(url, target, file)
                return target
            except (http.client.HTTPException, OSError) as error:  # a URLError is an OSError
                if isinstance(error, FileError):
                    raise
                if isinstance(error, urllib.error.HTTPError):
                    error.close()  # it holds the open connection
                reason = error
        raise FileError(
            "data.download_failed_has_sample" if has_sample else "data.download_failed",
            url=" ".join(file.urls),
            reason=reason,
            size=file.size_text,
            hash=file.hash_text,
            folder=folder,
        )


def _download(url: str, target: Path, file: FileInfo) -> None:
    """Bring `url` into ``target.part``, check it, and give it its name."""
    part = _Part(url, target, file)
    have = part.resumable_bytes()
    if have != file.bytes:
        with _ask(part, have) as response:
            if response.status != http.client.PARTIAL_CONTENT:
                have = 0
                part.begin(response.headers)
            _receive(response, part, have)
    try:
        files.check_file(part.path, file)
    except DataError:
        part.remove()  # it would only be resumed into the same wrong file
        raise
    part.finish()


def _ask(part: _Part, have: int) -> Any:
    """Open the address, from byte `have` on if the server can still continue that very file."""
    headers = {"User-Agent": "tinygrad_fa", "Accept-Encoding": "identity"}
    if have:
        extra = {"Range": f"bytes={have}-", "If-Range": part.validator()}
        request = urllib.request.Request(part.url, headers={**headers, **extra})
        try:
            response = urllib.request.urlopen(request, timeout=TIMEOUT)
        except urllib.error.HTTPError as error:
            if error.code != http.client.REQUESTED_RANGE_NOT_SATISFIABLE:
                raise
            error.close()
        else:
            if response.status != http.client.PARTIAL_CONTENT:
                return response  # the whole file from the start
            start = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
            if start and int(start[1]) == have and part.is_of(response.headers):
                return response
            response.close()  # not the rest of what we have: ask for everything
    request = urllib.request.Request(part.url, headers=headers)
    return urllib.request.urlopen(request, timeout=TIMEOUT)


def _receive(response: Any, part: _Part, have: int) -> None:
    """Write the body of a response behind the `have` bytes that are already there."""
    from tqdm import tqdm

    length = response.headers.get("Content-Length", "")
    total = have + int(length) if length.isdecimal() else part.file.bytes
    if total is not None and total > part.limit:
        raise DataError("data.download_too_large", url=part.url, limit=part.limit, found=total)
    reason: object = None
    bar = tqdm(total=total, initial=have, unit="B", unit_scale=True, desc=part.file.name)
    with bar, part.open(append=have > 0) as stream:
        try:
            while have <= part.limit and (piece := response.read(files.CHUNK)):
                have += len(piece)
                stream.write(piece)
                bar.update(len(piece))
        except (http.client.HTTPException, OSError) as error:
            reason = error
    if have > part.limit:
        part.remove()
        raise DataError("data.download_too_large", url=part.url, limit=part.limit, found=have)
    if reason is not None or (total is not None and have < total):
        raise FileError(
            "data.download_broken_off",
            url=part.url,
            have=have,
            total="?" if total is None else total,
            reason=reason or "-",
        )


class _Part:
    """An unfinished download: ``<name>.part``, and beside it where it came from."""

    def __init__(self, url: str, target: Path, file: FileInfo) -> None:
        self.url, self.target, self.file = url, target, file
        self.limit = file.bytes or file.max_bytes or files.MAX_BYTES
        self.path = target.with_name(target.name + ".part")
        self.note = target.with_name(target.name + ".part.json")
        self.origin: dict[str, Any] = {}

    def resumable_bytes(self) -> int:
        """Return how many bytes can be kept: 0 if they are of another address or unmarked."""
        try:
            origin = json.loads(self.note.read_text(encoding="utf-8"))
            size = self.path.stat().st_size
        except (OSError, ValueError):
            return 0
        if not isinstance(origin, dict) or origin.get("url") != self.url:
            return 0
        self.origin = origin
        return size if self.validator() else 0

    def validator(self) -> str:
        """Return what tells this version of the file from others: ETag, else Last-Modified."""
        return str(self.origin.get("ETag") or self.origin.get("Last-Modified") or "")

    def is_of(self, headers: Any) -> bool:
        """Return whether a response is about the same version of the file."""
        name = "ETag" if self.origin.get("ETag") else "Last-Modified"
        return bool(headers.get(name) == self.origin.get(name))

    def begin(self, headers: Any) -> None:
        """Note where the bytes to come are from, before the first of them."""
        names = ("ETag", "Last-Modified")
        self.origin = {"url": self.url, **{name: headers.get(name) for name in names}}
        with self._writing():
            self.path.unlink(missing_ok=True)
            self.note.write_text(json.dumps(self.origin), encoding="utf-8")

    def open(self, append: bool) -> IO[bytes]:
        with self._writing():
            return open(self.path, "ab" if append else "wb")

    def remove(self) -> None:
        with self._writing():
            self.note.unlink(missing_ok=True)
            self.path.unlink(missing_ok=True)

    def finish(self) -> None:
        with self._writing():
            os.replace(self.path, self.target)
            self.note.unlink(missing_ok=True)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise FileError("data.cannot_write", path=self.path, reason=error) from error


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock file; the system lets go of it even if the program is killed.

    Raises:
        FileError: if it cannot be made, or another program holds it for `LOCK_WAIT` seconds.
    """
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_RDWR)
    except OSError as error:
        raise FileError("data.cannot_write", path=path, reason=error) from error
    try:
        give_up = time.monotonic() + LOCK_WAIT
        while not _try_lock(descriptor):
            if time.monotonic() > give_up:
                raise FileError("data.locked", path=path)
            time.sleep(0.2)
        yield
    finally:
        os.close(descriptor)  # this gives the lock back


if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
