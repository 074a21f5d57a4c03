"""Fake files in each format, written by the tests themselves, and a small web server."""

from __future__ import annotations

import gzip
import hashlib
import struct
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from tinygrad_fa.data import catalog
from tinygrad_fa.data.catalog import DatasetInfo, FileGroup, FileInfo


@pytest.fixture(autouse=True)
def own_cache(monkeypatch, tmp_path):
    """Give every test an empty cache folder of its own."""
    monkeypatch.setenv("TINYGRAD_FA_DATA", str(tmp_path / "cache"))


@pytest.fixture(scope="session")
def encode_idx():
    """A second, independent IDX writer: ``encode_idx(array)`` gives the bytes."""

    def encode(array):
        codes = {"u1": 8, "i1": 9, "i2": 11, "i4": 12, "f4": 13, "f8": 14}
        code = codes[array.dtype.str[1:]]
        sizes = b"".join(size.to_bytes(4, "big") for size in array.shape)
        numbers = array.astype(array.dtype.newbyteorder(">")).tobytes()
        return bytes([0, 0, code, array.ndim]) + sizes + numbers

    return encode


@pytest.fixture(scope="session")
def encode_cdb():
    """A CDB writer: ``encode_cdb(images, labels, fixed_size=None)`` gives the bytes."""

    def runs_of(row):
        runs, colour, length = [], 0, 0
        for pixel in row:
            ink = int(pixel > 0)
            if ink != colour:
                runs.append(length)
                colour, length = ink, 0
            length += 1
        return bytes([*runs, length])

    def encode(images, labels, fixed_size=None):
        height, width = fixed_size or (0, 0)
        counts = np.bincount(np.array(labels, dtype=int), minlength=128).tolist()
        header = struct.pack("<HBBBBI128I", 2005, 8, 4, height, width, len(images), *counts)
        content = header + bytes([0]) + b"made by a test".ljust(256, b"\0") + bytes(245)
        for image, label in zip(images, labels, strict=True):
            body = b"".join(runs_of(row) for row in image)
            own_size = b"" if fixed_size else bytes([image.shape[1], image.shape[0]])
            content += bytes([0xFF, label]) + own_size + struct.pack("<H", len(body)) + body
        return content

    return encode


@pytest.fixture
def fake_catalog(monkeypatch):
    """Replace the catalog: ``fake_catalog(name=DatasetInfo, …)``."""

    def replace(**records):
        monkeypatch.setattr(catalog, "_catalog", lambda: records)

    return replace


@pytest.fixture
def fake_mnist(encode_idx, fake_catalog):
    """A tiny data set in the form of MNIST: the record, and the bytes of its four files."""
    rng = np.random.default_rng(0)
    contents, entries = {}, []
    for split, count in (("train", 12), ("test", 5)):
        images = rng.integers(0, 256, (count, 28, 28), dtype=np.uint8)
        labels = rng.integers(0, 10, count, dtype=np.uint8)
        for part, array in (("inputs", images), ("targets", labels)):
            name, plain = f"{split}-{part}.gz", encode_idx(array)
            contents[name] = gzip.compress(plain, mtime=0)
            entries.append(
                FileInfo(
                    name=name,
                    other_names=(f"{split}-{part}",),
                    split=split,
                    part=part,
                    bytes=len(contents[name]),
                    sha256=hashlib.sha256(contents[name]).hexdigest(),
                    content_bytes=len(plain),
                    content_md5=hashlib.md5(plain).hexdigest(),
                    urls=("http://127.0.0.1:9/" + name,),  # port 9: nobody answers
                )
            )
    info = DatasetInfo(
        name="tiny",
        kind="images",
        format="idx",
        shape=(1, 28, 28),
        bundled=None,
        full=FileGroup({"train": 12, "test": 5}, tuple(entries)),
        texts={"class_names": {"en": list("0123456789"), "fa": list("۰۱۲۳۴۵۶۷۸۹")}},
    )
    fake_catalog(tiny=info)
    return info, contents


@dataclass
class FakeServer:
    """What the little web server sends, and what it was asked."""

    address: str = ""
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    ranges: bool = True  # whether it can continue a broken-off download
    checks_if_range: bool = True  # whether it compares If-Range with its ETag, as it should
    status: int = 200
    status_of_range: int = 206
    send_at_most: int | None = None  # break the connection off after so many bytes
    tell_length: bool = True
    asked: list[dict[str, str]] = field(default_factory=list)


@pytest.fixture
def server(monkeypatch):
    """A web server on this machine; change its attributes to change its answers."""
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "127.0.0.1")
    state = FakeServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            state.asked.append(dict(self.headers))
            start, wanted = 0, self.headers.get("Range")
            fresh = self.headers.get("If-Range") in (
                state.headers.get("ETag"),
                state.headers.get("Last-Modified"),
            )
            if wanted and state.ranges and (fresh or not state.checks_if_range):
                start = int(wanted.removeprefix("bytes=").rstrip("-"))
                self.send_response(state.status_of_range)
                end = len(state.body) - 1
                self.send_header("Content-Range", f"bytes {start}-{end}/{end + 1}")
            else:
                self.send_response(state.status)
            rest = state.body[start:]
            if state.tell_length:
                self.send_header("Content-Length", str(len(rest)))
            for name, value in state.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(rest[: state.send_at_most])

        def log_message(self, *args):
            pass

    web = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=web.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    state.address = f"http://127.0.0.1:{web.server_address[1]}/file.bin"
    yield state
    web.shutdown()
    thread.join()
    web.server_close()
