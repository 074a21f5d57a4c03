"""The Dataset class and the fixed orders behind the splits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinygrad_fa import data, language
from tinygrad_fa.data import Dataset
from tinygrad_fa.data.shuffling import generator, shuffled_order, stratified_split
from tinygrad_fa.language.errors import DataError


def test_indexing_and_iteration():
    points = Dataset("points", inputs=np.arange(6.0).reshape(3, 2), targets=np.array([5, 6, 7]))
    inputs, target = points[1]
    assert (inputs.tolist(), target) == ([2, 3], 6)
    assert points[-1][1] == 7
    assert [int(target) for _, target in points] == [5, 6, 7]
    part = points[:2]
    assert isinstance(part, Dataset)
    assert part.targets.tolist() == [5, 6]
    assert points[np.array([2, 0])].targets.tolist() == [7, 5]
    assert points[points.targets > 5].targets.tolist() == [6, 7]
    with pytest.raises(IndexError):
        points[3]


def test_a_part_keeps_what_is_known():
    part = data.load("iris")[:7]
    assert repr(part) == (
        "<Dataset iris train (bundled): inputs (7, 4) float32, targets (7,) int64, 3 classes>"
    )
    assert part.feature_names[0] == "sepal_length_cm"


def test_class_names_follow_the_language():
    clothes = data.load("fashion_mnist", "test")
    assert clothes.class_names[8] == "Bag"
    language.set_language("fa")
    assert clothes.class_names[8] == "کیف"


def test_different_lengths_are_refused():
    with pytest.raises(DataError, match="3 inputs but 2 targets"):
        Dataset("bad", inputs=np.zeros((3, 2)), targets=np.zeros(2))
    with pytest.raises(DataError):
        Dataset("nothing")


def test_a_text_has_lines_and_passages_but_no_arrays():
    poem = Dataset("poem", text="الف\nب\n\nج\n")
    assert poem.lines == ["الف", "ب", "ج"]
    assert poem.passages == ["الف\nب", "ج"]
    assert (len(poem), poem[0], poem[1:]) == (3, "الف", ["ب", "ج"])
    assert repr(poem) == "<Dataset poem (bundled): 9 characters, 3 lines>"
    for name in ("inputs", "targets"):
        with pytest.raises(DataError, match="is a text"):
            getattr(poem, name)
    with pytest.raises(DataError, match="is not a text"):
        data.load("iris").text  # noqa: B018


@given(st.integers(0, 300), st.integers(0, 2**70), st.integers(0, 2**40))
def test_an_order_has_every_number_once(count, seed, epoch):
    order = shuffled_order(count, seed, epoch)
    assert sorted(order.tolist()) == list(range(count))


def test_orders_never_change():
    # The raw words of PCG64 are promised by NumPy; if this fails, saved runs would not resume.
    assert shuffled_order(8, 0).tolist() == EXPECTED_PLAIN
    assert shuffled_order(8, 0, 1).tolist() == EXPECTED_KEY


EXPECTED_PLAIN = [3, 2, 1, 6, 0, 7, 4, 5]
EXPECTED_KEY = [1, 3, 6, 2, 0, 7, 5, 4]


def test_keys_give_independent_numbers():
    numbers = {generator(0, *key).random() for key in [(), (0,), (0, 0), (1,), (0, 1), (1, 0)]}
    assert len(numbers) == 6


@given(st.lists(st.integers(0, 3), min_size=1, max_size=80), st.integers(0, 5))
def test_a_stratified_split_has_the_same_mix(labels, seed):
    labels = np.array(labels)
    train, test = stratified_split(labels, 0.2, seed)
    assert sorted([*train, *test]) == list(range(len(labels)))
    assert (np.diff(train) > 0).all()
    assert (np.diff(test) > 0).all()
    for label in np.unique(labels):
        assert (labels[test] == label).sum() == round(0.2 * (labels == label).sum())


@pytest.mark.parametrize("name", ["iris", "wine"])
def test_the_parts_of_a_table_are_the_whole(name):
    train, test, both = (data.load(name, split) for split in ("train", "test", None))
    rows = np.concatenate([train.inputs, test.inputs])
    assert np.array_equal(np.sort(rows, axis=0), np.sort(both.inputs, axis=0))
    assert len(train) + len(test) == len(both)


def test_the_test_rows_of_iris_never_change():
    labels = data.load("iris", None).targets
    assert stratified_split(labels)[1].tolist() == EXPECTED_IRIS


EXPECTED_IRIS = [
    3,
    6,
    11,
    14,
    17,
    20,
    36,
    39,
    43,
    46,
    62,
    64,
    65,
    66,
    74,
    75,
    84,
    94,
    95,
    96,
    101,
    104,
    110,
    119,
    121,
    130,
    131,
    137,
    139,
    141,
]
