"""CIFAR-10 binary: records by hand, and archives with bad company inside."""

from __future__ import annotations

import gzip
import io
import tarfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinygrad_fa.data import cifar, read_cifar
from tinygrad_fa.language.errors import DataError, FileError

SMALL = 2 * cifar.RECORD_BYTES  # members of two records instead of 10,000
ALL_NAMES = [*cifar.MEMBERS["train"], *cifar.MEMBERS["test"]]


def records(seed, count=2):
    rng = np.random.default_rng(seed)
    content = rng.integers(0, 256, (count, cifar.RECORD_BYTES), dtype=np.uint8)
    content[:, 0] %= 10
    return content


def archive(members):
    """Return the bytes of a .tar.gz with the given (TarInfo or name, content) members."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as tar:
        for member, content in members:
            info = tarfile.TarInfo(member) if isinstance(member, str) else member
            info.size = info.size if content is None else len(content)
            tar.addfile(info, None if content is None else io.BytesIO(content))
    return stream.getvalue()


def link(name, target, kind=tarfile.SYMTYPE):
    """Return a link that claims the size of a good file, and has no content."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size = kind, target, SMALL
    return info, None


def good_members():
    return [
        (f"cifar-10-batches-bin/{name}", records(seed).tobytes())
        for seed, name in enumerate(ALL_NAMES)
    ]


def test_a_record_is_label_then_red_green_blue(tmp_path):
    record = bytes([7]) + bytes([1]) * 1024 + bytes([2]) * 1024 + bytes(range(32)) * 32
    (tmp_path / "a.bin").write_bytes(record)
    images, labels = read_cifar(tmp_path / "a.bin")
    assert labels.tolist() == [7]
    assert images.shape == (1, 3, 32, 32)
    assert (images[0, 0] == 1).all()
    assert (images[0, 1] == 2).all()
    assert (images[0, 2] == np.arange(32)).all()  # columns vary fastest


@pytest.mark.parametrize(
    "content", [b"", b"x", bytes(cifar.RECORD_BYTES - 1), bytes(cifar.RECORD_BYTES + 1)]
)
def test_wrong_sizes_are_refused(content):
    with pytest.raises(DataError, match="whole number of records"):
        cifar.parse_cifar(content, "test")


def test_a_label_above_nine_is_named():
    content = records(0, count=3)
    content[1, 0] = 10
    with pytest.raises(DataError, match="record 1 has the label 10"):
        cifar.parse_cifar(content.tobytes(), "test")


def test_too_large_and_missing_files(tmp_path):
    (tmp_path / "a.bin").write_bytes(records(0).tobytes())
    with pytest.raises(DataError, match="more than 100 bytes"):
        read_cifar(tmp_path / "a.bin", max_bytes=100)
    with pytest.raises(FileError):
        read_cifar(tmp_path / "b.bin")


@pytest.mark.parametrize("order", [1, -1], ids=["in order", "backwards"])
def test_the_archive_gives_the_split_in_order(tmp_path, order):
    path = tmp_path / "c.tar.gz"
    path.write_bytes(archive(good_members()[::order]))
    images, labels = cifar.read_cifar_archive(path, "train", SMALL)
    expected = np.concatenate([records(seed) for seed in range(5)])
    assert np.array_equal(labels, expected[:, 0])
    assert np.array_equal(images.reshape(10, -1), expected[:, 1:])
    _, labels = cifar.read_cifar_archive(path, "test", SMALL)
    assert np.array_equal(labels, records(5)[:, 0])


@pytest.mark.parametrize("order", [1, -1], ids=["evil first", "evil last"])
def test_evil_company_is_passed_over(tmp_path, order):
    outside = tmp_path / "outside"
    evil = [
        ("../../outside", b"climbing out"),
        (str(outside), b"absolute"),
        link("cifar-10-batches-bin/link", str(outside)),
        link("cifar-10-batches-bin/data_batch_1.bin", "/etc/passwd"),
        link("cifar-10-batches-bin/data_batch_2.bin", "../link", tarfile.LNKTYPE),
        ("cifar-10-batches-bin/data_batch_3.bin", b"too small"),
        ("cifar-10-batches-bin/data_batch_4.bin", bytes(SMALL + 1)),
    ]
    path = tmp_path / "c.tar.gz"
    path.write_bytes(archive([*evil, *good_members()][::order]))
    before = sorted(tmp_path.rglob("*"))
    _, labels = cifar.read_cifar_archive(path, "train", SMALL)
    assert np.array_equal(labels, np.concatenate([records(seed)[:, 0] for seed in range(5)]))
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE])
def test_a_link_in_place_of_a_file_does_not_count(tmp_path, kind):
    members = good_members()
    members[0] = link(members[0][0], members[1][0], kind)
    path = tmp_path / "c.tar.gz"
    path.write_bytes(archive(members))
    with pytest.raises(DataError, match=r"lacks `data_batch_1\.bin`"):
        cifar.read_cifar_archive(path, "train", SMALL)


def test_a_zip_bomb_is_not_unfolded(tmp_path, monkeypatch):
    monkeypatch.setattr(cifar, "MAX_ARCHIVE_BYTES", 1 << 20)
    path = tmp_path / "c.tar.gz"
    path.write_bytes(archive([*[("padding", bytes(1 << 19))] * 8, *good_members()]))
    with pytest.raises(DataError, match="more than 1048576 bytes"):
        cifar.read_cifar_archive(path, "train", SMALL)


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ({"size": "9" * 30}, "holds more than"),  # passing over it would take for ever
        ({"GNU.sparse.map": "x,y"}, "is broken"),
        ({"GNU.sparse.major": "1", "GNU.sparse.minor": "0"}, "is broken"),
    ],
    ids=str,
)
def test_hostile_headers_are_refused(tmp_path, header, message):
    first = tarfile.TarInfo("first")
    first.pax_headers = header
    path = tmp_path / "c.tar.gz"
    path.write_bytes(archive([(first, b"abc"), *good_members()]))
    with pytest.raises(DataError, match=message):
        cifar.read_cifar_archive(path, "test", SMALL)


def test_damaged_archives_give_only_our_errors(tmp_path):
    good = archive(good_members())
    plain = gzip.decompress(good)
    path = tmp_path / "c.tar.gz"

    @given(st.data())
    @settings(max_examples=150, deadline=None)
    def check(draw):
        # Once in the compressed bytes, once in the tar inside them (mostly in its headers).
        source = bytearray(draw.draw(st.sampled_from([good, plain])))
        last = 1100 if source[:1] != good[:1] else len(source) - 1
        for _ in range(draw.draw(st.integers(1, 4))):
            source[draw.draw(st.integers(0, last))] = draw.draw(st.integers(0, 255))
        source = source[: draw.draw(st.integers(len(source) // 3, len(source)))]
        path.write_bytes(source)
        try:
            _, labels = cifar.read_cifar_archive(path, "test", SMALL)
        except (DataError, FileError):
            return
        assert len(labels) == 2

    check()
