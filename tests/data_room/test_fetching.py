"""Downloads from a web server on this machine that behaves well or badly."""

from __future__ import annotations

import hashlib
import json
import os
import threading

import numpy as np
import pytest

from tinygrad_fa import data, language
from tinygrad_fa.data import fetching
from tinygrad_fa.data.catalog import FileInfo
from tinygrad_fa.language.errors import DataError, FileError

BODY = np.random.default_rng(0).integers(0, 256, 300_000, dtype=np.uint8).tobytes()


def file_of(server, body=BODY, **changes):
    known = {
        "name": "file.bin",
        "split": "all",
        "part": "both",
        "bytes": len(body),
        "sha256": hashlib.sha256(body).hexdigest(),
        "urls": (server.address,),
    }
    return FileInfo(**{**known, **changes})


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "new" / "folder"


@pytest.fixture
def broken_off(server, folder):
    """A download that stopped after 100,000 bytes."""
    server.body, server.headers = BODY, {"ETag": '"one"'}
    server.send_at_most = 100_000
    with pytest.raises(FileError, match="broke off after 100000 of 300000 bytes"):
        fetching.fetch_file(file_of(server), folder)
    assert (folder / "file.bin.part").stat().st_size == 100_000
    assert not (folder / "file.bin").exists()
    server.send_at_most = None
    return folder


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_good_download(server, folder, capsys):
    server.body = BODY
    path = fetching.fetch_file(file_of(server), folder)
    assert path.read_bytes() == BODY
    assert names_in(folder) == ["file.bin", "file.bin.lock"]
    assert "file.bin" in capsys.readouterr().err  # the progress bar
    assert server.asked[0]["Accept-Encoding"] == "identity"
    fetching.fetch_file(file_of(server), folder)
    assert len(server.asked) == 1  # what is there is not fetched again


def test_a_download_without_a_told_length(server, folder):
    server.body, server.tell_length = BODY, False
    file = file_of(server, bytes=None, max_bytes=400_000)
    assert fetching.fetch_file(file, folder).read_bytes() == BODY


@pytest.mark.parametrize("mark", [{"ETag": '"one"'}, {"Last-Modified": "Tue, 01 Jan 2019"}])
def test_a_broken_off_download_is_resumed(server, folder, mark):
    server.body, server.headers, server.send_at_most = BODY, mark, 100_000
    with pytest.raises(FileError):
        fetching.fetch_file(file_of(server), folder)
    with pytest.raises(FileError, match="broke off after 200000 of 300000"):
        fetching.fetch_file(file_of(server), folder)
    server.send_at_most = None
    assert fetching.fetch_file(file_of(server), folder).read_bytes() == BODY
    assert [asked.get("Range") for asked in server.asked] == [
        None,
        "bytes=100000-",
        "bytes=200000-",
    ]
    assert server.asked[1]["If-Range"] == next(iter(mark.values()))


@pytest.mark.parametrize("honest", [True, False], ids=["server compares", "server does not"])
def test_a_changed_file_is_not_resumed(server, broken_off, honest):
    server.body, server.headers = BODY[::-1], {"ETag": '"two"'}
    server.checks_if_range = honest
    path = fetching.fetch_file(file_of(server, BODY[::-1]), broken_off)
    assert path.read_bytes() == BODY[::-1]


def test_without_etag_and_date_nothing_is_resumed(server, folder):
    server.body, server.send_at_most = BODY, 100_000
    with pytest.raises(FileError):
        fetching.fetch_file(file_of(server), folder)
    server.send_at_most = None
    assert fetching.fetch_file(file_of(server), folder).read_bytes() == BODY
    assert all("Range" not in asked for asked in server.asked)


def test_a_part_of_another_address_is_not_resumed(server, broken_off):
    note = broken_off / "file.bin.part.json"
    origin = json.loads(note.read_text(encoding="utf-8"))
    note.write_text(json.dumps({**origin, "url": "http://elsewhere/"}), encoding="utf-8")
    fetching.fetch_file(file_of(server), broken_off)
    assert "Range" not in server.asked[-1]


@pytest.mark.parametrize("note", ["", "[]", "{", '{"url": 3}'])
def test_a_spoilt_note_is_no_harm(server, broken_off, note):
    (broken_off / "file.bin.part.json").write_text(note, encoding="utf-8")
    assert fetching.fetch_file(file_of(server), broken_off).read_bytes() == BODY


def test_a_server_that_cannot_resume(server, broken_off):
    server.ranges = False
    assert fetching.fetch_file(file_of(server), broken_off).read_bytes() == BODY


def test_a_whole_part_needs_no_more_bytes(server, broken_off):
    (broken_off / "file.bin.part").write_bytes(BODY)
    asked = len(server.asked)
    assert fetching.fetch_file(file_of(server), broken_off).read_bytes() == BODY
    assert len(server.asked) == asked


def test_a_spoilt_part_is_thrown_away(server, broken_off):
    (broken_off / "file.bin.part").write_bytes(bytes(100_000))
    with pytest.raises(DataError, match="not the published file"):
        fetching.fetch_file(file_of(server), broken_off)
    assert names_in(broken_off) == ["file.bin.lock"]
    assert fetching.fetch_file(file_of(server), broken_off).read_bytes() == BODY


@pytest.mark.parametrize("told", [True, False], ids=["told length", "no length"])
def test_a_too_large_download_is_refused(server, folder, told):
    server.body, server.tell_length = BODY + bytes(1_000_000), told
    with pytest.raises(DataError, match="at most 300000"):
        fetching.fetch_file(file_of(server), folder)
    assert "file.bin" not in names_in(folder)
    kept = folder / "file.bin.part"
    assert not kept.exists() or kept.stat().st_size == 0


def test_a_wrong_hash_is_not_kept(server, folder):
    server.body = BODY[:-1] + bytes([BODY[-1] ^ 1])
    with pytest.raises(DataError) as caught:
        fetching.fetch_file(file_of(server), folder)
    assert hashlib.sha256(BODY).hexdigest() in str(caught.value)
    assert hashlib.sha256(server.body).hexdigest() in str(caught.value)
    assert names_in(folder) == ["file.bin.lock"]


def test_a_file_known_by_its_git_hash(server, folder):
    server.body = BODY
    blob = hashlib.sha1(b"blob 300000\0" + BODY).hexdigest()
    file = file_of(server, bytes=None, max_bytes=10**6, sha256=None, git_blob=blob)
    assert fetching.fetch_file(file, folder).read_bytes() == BODY


def test_a_wrong_file_already_there_is_named_and_left_alone(server, folder):
    folder.mkdir(parents=True)
    (folder / "file.bin").write_bytes(b"mine")
    with pytest.raises(DataError, match=r"file\.bin"):
        fetching.fetch_file(file_of(server), folder)
    assert (folder / "file.bin").read_bytes() == b"mine"
    assert not server.asked


NOBODY = "http://127.0.0.1:9/file.bin"  # port 9, "discard": nobody answers


def test_the_second_address_is_tried(server, folder):
    server.body = BODY
    file = file_of(server, urls=(NOBODY, server.address))
    assert fetching.fetch_file(file, folder).read_bytes() == BODY


@pytest.mark.parametrize("chosen", language.LANGUAGES)
@pytest.mark.parametrize("has_sample", [True, False])
def test_offline_the_student_is_told_everything(server, folder, chosen, has_sample):
    language.set_language(chosen)
    file = file_of(server, urls=(NOBODY,))
    with pytest.raises(FileError) as caught:
        fetching.fetch_file(file, folder, has_sample=has_sample)
    message = str(caught.value)
    for part in (NOBODY, "300.0 kB", file.sha256, str(folder)):
        assert part in message
    assert ("source='bundled'" in message) == has_sample


def test_offline_through_load(fake_mnist, server, tmp_path):
    with pytest.raises(FileError, match=r"127\.0\.0\.1:9/train-inputs"):
        data.load("tiny", download=True)


def test_a_server_error_is_told(server, folder):
    server.status = 404
    with pytest.raises(FileError, match="The download failed: `HTTP Error 404"):
        fetching.fetch_file(file_of(server), folder)


def test_a_range_the_server_cannot_satisfy_starts_anew(server, broken_off):
    server.body, server.status_of_range = BODY, 416
    assert fetching.fetch_file(file_of(server), broken_off).read_bytes() == BODY
    assert [asked.get("Range") for asked in server.asked] == [None, "bytes=100000-", None]


def test_a_cache_that_is_a_file(server, tmp_path):
    (tmp_path / "blocked").write_bytes(b"")
    with pytest.raises(FileError, match="TINYGRAD_FA_DATA"):
        fetching.fetch_file(file_of(server), tmp_path / "blocked" / "mnist")
    with pytest.raises(FileError, match="cannot be written"):
        fetching.fetch_file(file_of(server), tmp_path / "blocked")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_cache_without_permission(server, tmp_path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(FileError, match="cannot be written"):
            fetching.fetch_file(file_of(server), tmp_path)
    finally:
        tmp_path.chmod(0o700)


def test_two_downloads_at_once_fetch_once(server, folder):
    server.body = BODY
    paths = []
    file = file_of(server)
    threads = [
        threading.Thread(target=lambda: paths.append(fetching.fetch_file(file, folder)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert paths == [folder / "file.bin"] * 4
    assert len(server.asked) == 1


def test_a_lock_held_too_long_is_told(server, folder, monkeypatch):
    monkeypatch.setattr(fetching, "LOCK_WAIT", 0.0)
    folder.mkdir(parents=True)
    held = fetching.locked(folder / "file.bin.lock")
    with held, pytest.raises(FileError, match="Another program is downloading"):
        fetching.fetch_file(file_of(server), folder)
    server.body = BODY
    assert fetching.fetch_file(file_of(server), folder).exists()
