"""CDB: a test writer and our reader agree, and damage is always noticed."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from tinygrad_fa.data import hoda, read_cdb
from tinygrad_fa.language.errors import DataError, FileError

PIXELS = st.sampled_from([0, 255])


def image_of(shape):
    return arrays.arrays(np.uint8, shape, elements=PIXELS)


ANY_SIZE = st.lists(
    st.tuples(
        arrays.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=12).flatmap(image_of),
        st.integers(0, 127),
    ),
    max_size=6,
)


@given(ANY_SIZE)
@settings(max_examples=150, deadline=None)
def test_round_trip_of_images_with_their_own_size(encode_cdb, samples):
    images, labels = [image for image, _ in samples], [label for _, label in samples]
    back, found = hoda.parse_cdb(encode_cdb(images, labels), "test")
    assert found.tolist() == labels
    assert found.dtype == np.int64
    assert all(np.array_equal(*pair) for pair in zip(back, images, strict=True))


@given(st.lists(image_of((4, 9)), min_size=1, max_size=5))
@settings(max_examples=50, deadline=None)
def test_round_trip_of_images_of_one_size(encode_cdb, images):
    back, _ = hoda.parse_cdb(encode_cdb(images, [3] * len(images), fixed_size=(4, 9)), "test")
    assert np.array_equal(back, images)


def test_wide_rows_and_a_row_that_begins_with_ink(encode_cdb, tmp_path):
    image = np.zeros((2, 255), np.uint8)
    image[0], image[1, 0] = 255, 255
    (tmp_path / "a.cdb").write_bytes(encode_cdb([image], [9]))
    (back,), labels = read_cdb(tmp_path / "a.cdb")
    assert np.array_equal(back, image)
    assert labels.tolist() == [9]


@given(st.data())
@settings(max_examples=400, deadline=None)
def test_damaged_files_give_only_our_errors(encode_cdb, draw):
    rng = np.random.default_rng(2)
    images = [rng.choice([0, 255], (5, 6)).astype(np.uint8) for _ in range(4)]
    damaged = bytearray(encode_cdb(images, [1, 2, 2, 9]))
    places = st.integers(0, 12) | st.integers(522, 523) | st.integers(1024, len(damaged) - 1)
    for _ in range(draw.draw(st.integers(1, 3))):
        damaged[draw.draw(places)] = draw.draw(st.integers(0, 255))
    if draw.draw(st.booleans()):
        damaged = damaged[: draw.draw(st.integers(0, len(damaged)))]
    try:
        back, labels = hoda.parse_cdb(bytes(damaged), "test")
    except DataError:
        return
    assert len(back) == len(labels) == 4


@given(st.integers(0, 10_000))
@settings(max_examples=100, deadline=None)
def test_a_cut_off_file_is_always_noticed(encode_cdb, left_out):
    images = [np.eye(6, dtype=np.uint8) * 255] * 3
    content = encode_cdb(images, [0, 1, 2])
    cut = content[: len(content) - 1 - left_out % len(content)]
    with pytest.raises(DataError):
        hoda.parse_cdb(cut, "test")


def test_a_grey_file_is_refused(encode_cdb):
    content = bytearray(encode_cdb([np.eye(3, dtype=np.uint8)], [1]))
    content[522] = 1
    with pytest.raises(DataError, match="black-and-white"):
        hoda.parse_cdb(bytes(content), "test")


def test_a_small_file_cannot_unfold_to_much(encode_cdb, monkeypatch):
    monkeypatch.setattr(hoda, "MAX_PIXELS", 1000)
    with pytest.raises(DataError, match="more than 1000"):
        hoda.parse_cdb(encode_cdb([np.zeros((20, 20), np.uint8)] * 3, [1, 1, 1]), "test")


def test_runs_left_over_after_the_last_row_are_noticed(encode_cdb):
    content = encode_cdb([np.eye(3, dtype=np.uint8)], [1])
    (length,) = struct.unpack_from("<H", content, 1028)
    longer = content[:1028] + struct.pack("<H", length + 1) + content[1030:] + b"\0"
    with pytest.raises(DataError, match="at byte 1024"):
        hoda.parse_cdb(longer, "test")


def test_counts_must_match_the_header(encode_cdb):
    content = bytearray(encode_cdb([np.eye(3, dtype=np.uint8)] * 2, [1, 1]))
    struct.pack_into("<2I", content, 10, 1, 1)  # one 0 and one 1, in place of two 1
    with pytest.raises(DataError, match="not complete"):
        hoda.parse_cdb(bytes(content), "test")


def test_missing_file(tmp_path):
    with pytest.raises(FileError):
        read_cdb(tmp_path / "Test 20000.cdb")


@given(arrays.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=28).flatmap(image_of))
def test_a_small_image_is_put_in_the_middle_unchanged(image):
    square = hoda.fit_to_square(image)
    height, width = image.shape
    top, left = (28 - height) // 2, (28 - width) // 2
    assert np.array_equal(square[top : top + height, left : left + width], image)
    assert square.sum() == image.sum()


@given(arrays.array_shapes(min_dims=2, max_dims=2, min_side=29, max_side=90).flatmap(image_of))
@settings(max_examples=50, deadline=None)
def test_a_large_image_keeps_its_mean_brightness(image):
    height, width = image.shape
    square = hoda.fit_to_square(image)
    new_height = max(1, round(height * 28 / max(image.shape)))
    new_width = max(1, round(width * 28 / max(image.shape)))
    assert square.sum() / (new_height * new_width) == pytest.approx(image.mean(), abs=0.5)


def test_shrinking_by_two_is_the_mean_of_four():
    image = np.zeros((56, 56), np.uint8)
    image[0, 0] = image[1, 1] = 255
    image[2:4, 2:4] = 255
    square = hoda.fit_to_square(image)
    assert (square[0, 0], square[1, 1], square[2, 2]) == (128, 255, 0)
