"""safetensors files: the same as the reference package's, atomic, and read with distrust."""

import json
import os
from contextlib import suppress

import numpy as np
import pytest
import safetensors.numpy
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tinygrad_fa import saving
from tinygrad_fa.language import set_language
from tinygrad_fa.language.errors import DataError, DTypeError, FileError

ARRAYS = {
    "weight": np.arange(12, dtype="float32").reshape(3, 4),
    "transposed": np.arange(12, dtype="float64").reshape(3, 4).T,
    "every second": np.arange(10, dtype="int16")[::2],
    "big-endian": np.arange(4, dtype=">f8"),
    "number": np.array(2.5, "float32"),
    "nothing": np.zeros((0, 3), "float64"),
    "وزن": np.array([1.5, -2], "float16"),
    "flags": np.array([True, False, True]),
    **{
        code: np.array([0, 1, 100], code)
        for code in ("int8", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
    },
    "special": np.array([np.nan, np.inf, -0.0, np.finfo("float64").tiny]),
}


def same(ours, theirs):
    assert set(ours) == set(theirs)
    for name, array in theirs.items():
        assert ours[name].dtype == array.dtype.newbyteorder("=")
        assert ours[name].shape == array.shape
        np.testing.assert_array_equal(ours[name], array)


def test_the_reference_reads_what_we_write(tmp_path):
    saving.save(ARRAYS, tmp_path / "a.safetensors", {"نام": "لِنِت"})
    same(safetensors.numpy.load_file(tmp_path / "a.safetensors"), ARRAYS)
    with safetensors.safe_open(tmp_path / "a.safetensors", "numpy") as file:
        assert file.metadata() == {"نام": "لِنِت"}


def test_we_read_what_the_reference_writes(tmp_path):
    arrays = {name: np.array(a, a.dtype.newbyteorder("="), order="C") for name, a in ARRAYS.items()}
    safetensors.numpy.save_file(arrays, tmp_path / "a.safetensors", {"key": "text"})
    tensors, metadata = saving.load(tmp_path / "a.safetensors")
    same(tensors, arrays)
    assert metadata == {"key": "text"}


def test_we_read_what_we_write(tmp_path):
    saving.save(ARRAYS, tmp_path / "a")
    tensors, metadata = saving.load(str(tmp_path / "a"))
    same(tensors, ARRAYS)
    assert metadata == {}
    assert all(array.flags.writeable and array.flags.aligned for array in tensors.values())
    saving.save({}, tmp_path / "empty")
    assert saving.load(tmp_path / "empty").tensors == {}
    assert safetensors.numpy.load_file(tmp_path / "empty") == {}


@pytest.mark.parametrize("letters", range(1, 9))
def test_every_array_begins_where_its_numbers_may(tmp_path, letters):
    arrays = {"x" * letters: np.ones(3, bool), "y": np.ones(1), "z": np.ones(3, "float16")}
    saving.save(arrays, tmp_path / "a")
    content = (tmp_path / "a").read_bytes()
    start = 8 + int.from_bytes(content[:8], "little")
    assert start % 8 == 0
    for told in json.loads(content[8:start]).values():
        assert told["data_offsets"][0] % {"F64": 8, "F16": 2, "BOOL": 1}[told["dtype"]] == 0


NUMBERS = st.sampled_from(
    ["?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", ">f4", ">i8"]
)


@settings(max_examples=60)
@given(
    st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
        hnp.arrays(NUMBERS, hnp.array_shapes(min_dims=0, min_side=0, max_side=3)),
        max_size=4,
    )
)
def test_any_arrays_come_back(tmp_path_factory, arrays):
    path = tmp_path_factory.mktemp("any") / "file"
    saving.save(arrays, path)
    same(saving.load(path).tensors, arrays)
    same(safetensors.numpy.load_file(path), arrays)


@pytest.mark.parametrize(
    ("tensors", "metadata", "key"),
    [
        ({"z": np.zeros(2, complex)}, None, "net.unsaveable"),
        ({"z": np.array(["text"])}, None, "net.unsaveable"),
        ({"__metadata__": np.zeros(2)}, None, "net.unsaveable"),
        ({}, {"step": 3}, "net.metadata_text"),
    ],
)
def test_what_the_format_cannot_hold(tmp_path, tensors, metadata, key):
    with pytest.raises(DTypeError) as caught:
        saving.save(tensors, tmp_path / "a", metadata)
    assert caught.value.key == key
    assert str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_failed_write_leaves_the_old_file_and_no_rubbish(tmp_path, monkeypatch):
    path = tmp_path / "a"
    saving.save({"x": np.ones(2)}, path)

    def disk_full(number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", disk_full)
    with pytest.raises(FileError) as caught:
        saving.save({"x": np.zeros(2)}, path)
    assert caught.value.key == "files.cannot_write"
    assert "No space left" in str(caught.value)
    monkeypatch.undo()
    assert [p.name for p in tmp_path.iterdir()] == ["a"]
    np.testing.assert_array_equal(saving.load(path).tensors["x"], [1, 1])


def test_a_write_that_is_interrupted_leaves_no_rubbish(tmp_path, monkeypatch):
    def stop(old, new):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        saving.save({"x": np.zeros(2)}, tmp_path / "a")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("language", ["en", "fa"])
def test_folders_that_cannot_be_written_to(tmp_path, language):
    set_language(language)
    (tmp_path / "file").write_text("x")
    for path, key in [
        (tmp_path / "missing" / "a", "files.no_folder"),
        (tmp_path / "file" / "a", "files.cannot_write"),
        (tmp_path, "files.cannot_write"),
    ]:
        with pytest.raises(FileError) as caught:
            saving.save({"x": np.zeros(2)}, path)
        assert caught.value.key == key
        assert str(path) in str(caught.value)
    set_language(None)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file"]


def test_files_that_cannot_be_read(tmp_path):
    for path, key in [(tmp_path / "missing", "net.no_file"), (tmp_path, "net.cannot_read")]:
        with pytest.raises(FileError) as caught:
            saving.load(path)
        assert caught.value.key == key
        assert str(path) in str(caught.value)


def file_of(header, numbers=b""):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + numbers


def one(dtype="F32", shape=(2,), offsets=(0, 8), **more):
    return {"x": {"dtype": dtype, "shape": list(shape), "data_offsets": list(offsets), **more}}


HOSTILE = {
    "empty": (b"", "net.not_safetensors"),
    "seven bytes": (b"1234567", "net.not_safetensors"),
    "a header longer than the file": (file_of(one())[:30], "net.cut_off"),
    "a header of 2⁶⁴ bytes": (b"\xff" * 8 + b"{}", "net.not_safetensors"),
    "a pickle": (b"\x80\x04\x95" + b"." * 60, "net.not_safetensors"),
    "cut off": (file_of(one(), b"1234567"), "net.cut_off"),
    "too long": (file_of(one(), b"123456789"), "net.too_long"),
    "no JSON": (file_of(b"{x"), "net.bad_header"),
    "no UTF-8": (file_of(b"\xff\xfe{}"), "net.bad_header"),
    "a list": (file_of([1]), "net.bad_header"),
    "deep nesting": (file_of(b"[" * 100_000), "net.bad_header"),
    "a name twice": (
        file_of(
            b"{" + b",".join([b'"x":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}'] * 2) + b"}"
        ),
        "net.bad_header",
    ),
    "half a surrogate": (file_of(b'{"\\ud800":{}}'), "net.bad_header"),
    "metadata that is no text": (file_of({"__metadata__": {"a": 1}}), "net.bad_header"),
    "metadata that is a list": (file_of({"__metadata__": []}), "net.bad_header"),
    "an unknown dtype": (file_of(one("F99"), b"8" * 8), "net.bad_header"),
    "a dtype that is a list": (file_of(one(["F32"]), b"8" * 8), "net.bad_header"),
    "no entry": (file_of({"x": None}), "net.bad_header"),
    "a field too much": (file_of(one(more=1), b"8" * 8), "net.bad_header"),
    "a field too few": (file_of({"x": {"dtype": "F32", "shape": [2]}}), "net.bad_header"),
    "three offsets": (file_of(one(offsets=(0, 4, 8)), b"8" * 8), "net.bad_header"),
    "a huge shape": (file_of(one(shape=(2**40, 2**40)), b"8" * 8), "net.bad_header"),
    "a huge array": (file_of(one(shape=(2**61,), offsets=(0, 2**63))), "net.cut_off"),
    "an empty array of huge shape": (
        file_of(one(shape=(0, 2**63), offsets=(0, 0))),
        "net.bad_header",
    ),
    "too many axes": (file_of(one(shape=(1,) * 65, offsets=(0, 4)), b"1234"), "net.bad_header"),
    "a negative length": (file_of(one(shape=(-2, -1)), b"8" * 8), "net.bad_header"),
    "a negative offset": (file_of(one(offsets=(-8, 0))), "net.bad_header"),
    "a length with a fraction": (file_of(one(shape=(2.0,)), b"8" * 8), "net.bad_header"),
    "a length that is true": (file_of(one(shape=(2, True)), b"8" * 8), "net.bad_header"),
    "a number of a million digits": (
        file_of(b'{"x":{"dtype":"U8","shape":[' + b"9" * 1_000_000 + b'],"data_offsets":[0,0]}}'),
        "net.bad_header",
    ),
    "a gap": (file_of(one(offsets=(8, 16)), b"8" * 16), "net.bad_header"),
    "an overlap": (
        file_of({**one(), "y": one(offsets=(4, 12))["x"]}, b"8" * 12),
        "net.bad_header",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused(tmp_path, name):
    content, key = HOSTILE[name]
    path = tmp_path / "hostile"
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        saving.load(path)
    assert caught.value.key == key
    assert "hostile" in str(caught.value)
    assert len(str(caught.value)) < 1000


@settings(max_examples=200)
@given(st.data())
def test_a_damaged_file_gives_our_errors_or_arrays(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("damaged") / "file"
    saving.save({"a": np.arange(3), "b": np.ones((2, 2), "float32")}, path, {"k": "v"})
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    with suppress(DataError):  # any other error fails the test
        saving.load(path)


def test_strange_booleans_become_true(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(file_of(one("BOOL", offsets=(0, 2)), b"\x00\x07"))
    array = saving.load(path).tensors["x"]
    assert array.dtype == bool
    assert array.view("u1").tolist() == [0, 1]
