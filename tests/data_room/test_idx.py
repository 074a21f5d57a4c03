"""IDX: what is written comes back, and no damaged file does any harm."""

from __future__ import annotations

import gzip
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from tinygrad_fa.data import idx, read_idx, write_idx
from tinygrad_fa.language.errors import DataError, DTypeError, FileError

DTYPES = st.sampled_from(["u1", "i1", ">i2", "<i2", "<i4", ">i4", "<f4", ">f4", "<f8", ">f8"])
ARRAYS = DTYPES.flatmap(
    lambda dtype: arrays.arrays(
        dtype, arrays.array_shapes(min_dims=1, max_dims=4, min_side=0, max_side=5)
    )
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("idx")


@pytest.mark.parametrize("name", ["a.idx", "a.idx.gz"])
def test_round_trip(folder, name):
    @given(ARRAYS)
    @settings(max_examples=100, deadline=None)
    def check(array):
        write_idx(folder / name, array)
        back = read_idx(folder / name)
        assert back.dtype == array.dtype.newbyteorder("=")
        assert back.shape == array.shape
        assert back.tobytes() == array.astype(back.dtype).tobytes()  # NaN included
        assert back.flags.writeable

    check()


def test_reads_what_another_writer_wrote(folder, encode_idx):
    array = np.arange(24, dtype=np.int32).reshape(2, 3, 4) * -1000
    (folder / "other").write_bytes(encode_idx(array))
    assert np.array_equal(read_idx(folder / "other"), array)


def test_header_by_hand(folder):
    (folder / "hand").write_bytes(bytes([0, 0, 0x0B, 1, 0, 0, 0, 2, 0x01, 0x00, 0xFF, 0xFE]))
    assert read_idx(folder / "hand").tolist() == [256, -2]


def test_the_same_array_gives_the_same_compressed_file(folder):
    array = np.arange(10, dtype=np.uint8)
    write_idx(folder / "one.gz", array)
    write_idx(folder / "two.gz", array)
    assert (folder / "one.gz").read_bytes() == (folder / "two.gz").read_bytes()


@pytest.mark.parametrize("name", ["m.idx", "m.idx.gz"])
def test_damaged_files_give_only_our_errors(folder, encode_idx, name):
    good = encode_idx(np.random.default_rng(1).integers(0, 256, (7, 5, 3), dtype=np.uint8))
    good = gzip.compress(good) if name.endswith("gz") else good

    @given(st.data())
    @settings(max_examples=300, deadline=None)
    def check(draw):
        damaged = bytearray(good)
        for _ in range(draw.draw(st.integers(0, 4))):
            damaged[draw.draw(st.integers(0, len(damaged) - 1))] = draw.draw(st.integers(0, 255))
        cut = draw.draw(st.integers(0, len(damaged)))
        damaged = damaged[:cut] + draw.draw(st.binary(max_size=8))
        (folder / name).write_bytes(damaged)
        try:
            array = read_idx(folder / name, max_bytes=1 << 20)
        except DataError:
            return
        assert array.nbytes <= 1 << 20

    check()


HOSTILE = {
    "huge": bytes([0, 0, 0x0E, 3]) + b"\xff" * 12,
    "huge beside zero": bytes([0, 0, 0x08, 4]) + b"\xff" * 12 + bytes(4),
    "large but allowed": bytes([0, 0, 0x08, 1, 0x3F, 0xFF, 0xFF, 0xFF]),
    "255 dimensions": bytes([0, 0, 0x08, 255]) + b"\0\0\0\1" * 255,
    "no dimension": bytes([0, 0, 0x08, 0, 7]),
    "unknown kind": bytes([0, 0, 0x0A, 1, 0, 0, 0, 0]),
    "not IDX": b"PK\3\4",
    "empty": b"",
    "cut header": bytes([0, 0, 0x08, 3, 0, 0, 0, 1]),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_headers_are_refused_without_much_memory(folder, content):
    (folder / "hostile").write_bytes(content)
    tracemalloc.start()
    with pytest.raises(DataError):
        read_idx(folder / "hostile")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1 << 20


def test_a_zip_bomb_is_not_unfolded(folder):
    header = bytes([0, 0, 0x08, 1, 0, 0, 0, 9])
    (folder / "bomb.gz").write_bytes(gzip.compress(header + bytes(1 << 26)))
    tracemalloc.start()
    with pytest.raises(DataError, match="goes on after the 9 bytes"):
        read_idx(folder / "bomb.gz")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1 << 20


def test_missing_file_and_folder_in_place_of_a_file(folder):
    with pytest.raises(FileError, match="nowhere"):
        read_idx(folder / "nowhere")
    with pytest.raises(FileError, match="cannot be read"):
        read_idx(folder)


@pytest.mark.parametrize("dtype", [np.int64, np.bool_, np.float16, np.uint16, np.complex64])
def test_kinds_of_numbers_idx_cannot_store(folder, dtype):
    with pytest.raises(DTypeError, match="float64"):
        write_idx(folder / "no", np.zeros(3, dtype))


def test_a_single_number_is_not_an_array(folder):
    with pytest.raises(DataError, match="1 to 32 dimensions"):
        write_idx(folder / "no", np.float64(3))


def test_writing_into_a_missing_folder(folder):
    with pytest.raises(FileError, match="cannot be written"):
        write_idx(folder / "missing" / "a", np.zeros(3))


def test_every_code_of_the_format_is_known():
    assert sorted(idx.DTYPE_OF_CODE) == [0x08, 0x09, 0x0B, 0x0C, 0x0D, 0x0E]
