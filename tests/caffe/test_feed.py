"""The batches of data layers: their order, and what transform_param does to them."""

from __future__ import annotations

import copy

import numpy as np
import pytest

from tinygrad_fa.caffe.feed import Feed, Rows, Transform
from tinygrad_fa.data.shuffling import generator
from tinygrad_fa.language.errors import DataError, SettingError, StateError


def rows(count=5, size=2, **more):
    return Rows("d", [np.arange(count), np.arange(count) * 10], size, **more)


def firsts(feed, count):
    return [feed.next()[0].tolist() for _ in range(count)]


def test_round_and_round():
    feed = Feed([rows()])
    assert firsts(feed, 4) == [[0, 1], [2, 3], [4, 0], [1, 2]]
    assert len(feed) == 3
    assert [targets.tolist() for _, targets in feed] == [[30, 40], [0, 10], [20, 30]]
    assert firsts(Feed([rows(2, 5)]), 2) == [[0, 1, 0, 1, 0], [1, 0, 1, 0, 1]]


def test_positions_are_saved():
    feed, twin = Feed([rows()]), Feed([rows()])
    firsts(feed, 4)
    twin.load_state_dict(feed.state_dict())
    assert firsts(feed, 3) == firsts(twin, 3)
    ahead = copy.copy(feed)
    assert firsts(ahead, 2) == firsts(feed, 2)  # a copy does not move the cursor


@pytest.mark.parametrize(
    "other", [rows(6), rows(size=3), rows(seed=1), Rows("d", [np.arange(5)], 2, row=-1)]
)
def test_positions_of_other_data(other):
    with pytest.raises(StateError):
        Feed([rows()]).load_state_dict(Feed([other]).state_dict())
    with pytest.raises(StateError):
        Feed([rows()]).load_state_dict({})
    with pytest.raises(StateError):
        Feed([rows()]).load_state_dict({"rows": [{"row": 1}]})


def test_one_top_has_labels_all_the_same():
    feed = Feed([Rows("d", [np.arange(3)], 2, labels=np.array([7, 8, 9]))])
    inputs, targets = feed.next()
    assert (inputs.tolist(), targets.tolist()) == ([0, 1], [7, 8])


def test_two_layers_make_one_batch():
    feed = Feed([Rows("a", [np.arange(3)], 2), Rows("b", [np.arange(4) + 10], 2)])
    assert [[part.tolist() for part in feed.next()] for _ in range(2)] == [
        [[0, 1], [10, 11]],
        [[2, 0], [12, 13]],
    ]
    with pytest.raises(SettingError):
        Feed([rows(), rows()])


def test_no_layers():
    inputs, targets = Feed([]).next()
    assert len(inputs) == len(targets) == 1 and len(Feed([])) == 1


@pytest.mark.parametrize("arrays", [[np.zeros(0)], [np.zeros(2), np.zeros(3)]])
def test_no_samples(arrays):
    with pytest.raises(DataError):
        Rows("d", arrays, 1)
    with pytest.raises(SettingError):
        Rows("d", [np.zeros(2)], 0)


def test_shuffled_rounds():
    feed = Feed([rows(10, 4, shuffle=True, seed=3)])
    order = np.concatenate([feed.next()[0] for _ in range(5)])
    for round_ in (order[:10], order[10:]):
        assert sorted(round_) == list(range(10))
    assert order[:10].tolist() != order[10:].tolist()
    twin = Feed([rows(10, 4, shuffle=True, seed=3)])
    firsts(twin, 2)
    resumed = Feed([rows(10, 4, shuffle=True, seed=3)])
    resumed.load_state_dict(twin.state_dict())
    assert np.concatenate([resumed.next()[0] for _ in range(3)]).tolist() == order[8:].tolist()


# transform_param ----------------------------------------------------------------------------

IMAGES = np.arange(2 * 2 * 4 * 6, dtype=np.uint8).reshape(2, 2, 4, 6)


def test_scale_and_mean():
    mean = np.full((2, 4, 6), 3, np.float32)
    out = Transform(scale=0.5, mean=mean)(IMAGES, generator(0))
    assert out.dtype == np.float32
    np.testing.assert_array_equal(out, (IMAGES.astype(float) - 3) * 0.5)  # uint8 does not wrap
    each = Transform(mean=np.array([1, 2], np.float32).reshape(2, 1, 1))(IMAGES, generator(0))
    np.testing.assert_array_equal(each[:, 1], IMAGES[:, 1].astype(float) - 2)


def test_caffes_lenet_pixels():
    """scale 1/256 of pixels 0 … 255, as in lenet_train_test."""
    out = Transform(scale=0.00390625)(np.full((1, 1, 1, 1), 255, np.uint8), generator(0))
    assert out.item() == 255 / 256


def test_crop_in_the_middle():
    transform = Transform(crop=3)
    assert transform.shape((2, 4, 6)) == (2, 3, 3)
    np.testing.assert_array_equal(transform(IMAGES, generator(0)), IMAGES[:, :, 0:3, 1:4])


def test_crop_anywhere_takes_the_mean_along():
    mean = np.arange(48, dtype=np.float32).reshape(2, 4, 6)
    transform = Transform(crop=3, random_crop=True, mean=mean)
    images = np.repeat(mean[None], 200, axis=0)
    np.testing.assert_array_equal(transform(images, generator(1)), 0)
    plain = Transform(crop=3, random_crop=True)(images, generator(1))
    corners = {(int(image[0, 0, 0]) // 6, int(image[0, 0, 0]) % 6) for image in plain}
    assert corners == {(y, x) for y in range(2) for x in range(4)}


def test_mirror_takes_half_of_the_images():
    images = np.repeat(IMAGES[:1], 400, axis=0)
    out = Transform(mirror=True)(images, generator(2))
    mirrored = (out == images[..., ::-1]).all(axis=(1, 2, 3))
    assert 150 < mirrored.sum() < 250
    assert ((out == images).all(axis=(1, 2, 3)) | mirrored).all()
