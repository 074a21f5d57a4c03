"""Batches: every sample once per epoch, and a saved position that gives the same rest."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinygrad_fa import data
from tinygrad_fa.data import Batches, Dataset
from tinygrad_fa.language.errors import DataError, SettingError, StateError

SETTINGS = st.fixed_dictionaries(
    {
        "count": st.integers(1, 30),
        "batch_size": st.integers(1, 12),
        "shuffle": st.booleans(),
        "seed": st.integers(0, 2**40),
        "drop_last": st.booleans(),
    }
).filter(lambda chosen: not chosen["drop_last"] or chosen["count"] >= chosen["batch_size"])


def make(count=10, batch_size=3, **settings):
    return Batches((np.arange(count) * 2.0, np.arange(count)), batch_size, **settings)


def noise(inputs, rng):
    return inputs + rng.normal(size=inputs.shape)


def same(one, other):
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


@given(SETTINGS)
def test_every_sample_once_per_epoch(chosen):
    batches = make(**chosen)
    count, size = chosen["count"], chosen["batch_size"]
    for _ in range(2):
        sizes, seen = [], []
        for inputs, targets in batches:
            assert (inputs == targets * 2).all()
            sizes.append(len(targets))
            seen.extend(targets.tolist())
        assert len(sizes) == len(batches)
        assert len(set(seen)) == len(seen)
        assert set(sizes[:-1]) <= {size}
        if chosen["drop_last"]:
            assert set(sizes) == {size}
            assert count - len(seen) < size
        else:
            assert sorted(seen) == list(range(count))
        if not chosen["shuffle"]:
            assert seen == list(range(len(seen)))


@given(SETTINGS, st.integers(0, 50), st.integers(1, 50))
def test_a_restored_position_gives_the_same_rest(chosen, before, after):
    batches = make(**chosen, transform=noise)
    for _ in range(before):
        batches.next()
    state = json.loads(json.dumps(batches.state_dict()))  # plain numbers: JSON can hold them
    rest = [batches.next() for _ in range(after)]
    resumed = make(**chosen, transform=noise)
    resumed.load_state_dict(state)
    assert all(same(a, resumed.next()) for a in rest)


@given(SETTINGS, st.integers(0, 40))
@settings(max_examples=50)
def test_a_restored_loop_first_finishes_its_epoch(chosen, before):
    batches = make(**chosen, transform=noise)
    for _ in range(before):
        batches.next()
    resumed = make(**chosen, transform=noise)
    resumed.load_state_dict(batches.state_dict())
    left = len(batches) - before % len(batches)
    for count in (left, len(batches), len(batches)):
        epoch = list(resumed)
        assert len(epoch) == count
        assert all(same(batch, batches.next()) for batch in epoch)


def test_an_endless_stream_is_the_epochs_in_turn():
    looped, endless = make(), make()
    for _ in range(3):
        for batch in looped:
            assert same(batch, endless.next())
    assert looped.state_dict() == endless.state_dict()


def test_each_loop_starts_the_next_epoch():
    epochs = [[t.tolist() for _, t in make_epoch] for make_epoch in [make()] * 3]
    assert len({str(epoch) for epoch in epochs}) == 3  # three orders
    batches = make()
    assert [next(iter(batches))[1].tolist() for _ in range(3)] == [epoch[0] for epoch in epochs]


def test_leaving_a_loop_leaves_its_epoch():
    batches = make(shuffle=False)
    for _, targets in batches:
        if targets[0] == 3:
            break
    assert (batches.epoch, batches.index) == (0, 2)
    assert [targets[0] for _, targets in batches] == [0, 3, 6, 9]
    assert (batches.epoch, batches.index) == (2, 0)


def test_two_loops_at_once_keep_to_their_own_epoch():
    expected = make()
    first, second = list(expected), list(expected)
    batches = make()
    for number, (one, other) in enumerate(zip(batches, batches, strict=True)):
        assert same(one, first[number])
        assert same(other, second[number])
    assert (batches.epoch, batches.index) == (2, 0)


def test_next_within_a_loop_goes_on_from_where_the_loop_is():
    batches = make(shuffle=False)
    loop = iter(batches)
    assert next(loop)[1][0] == 0
    assert batches.next()[1][0] == 3
    assert next(loop)[1][0] == 3  # the loop keeps to its own order
    assert batches.index == 2


def test_seeds_and_epochs_give_different_orders():
    def order(seed, epoch):
        batches = make(100, 100, seed=seed)
        batches.load_state_dict({**batches.state_dict(), "epoch": epoch})
        return tuple(batches.next()[1].tolist())

    orders = {order(seed, epoch) for seed in range(5) for epoch in range(5)}
    assert len(orders) == 25
    assert order(3, 3) == order(3, 3)


def test_a_transform_gets_a_copy_and_its_own_random_numbers():
    def spoil(inputs, rng):
        inputs[:] = rng.random(len(inputs))
        return inputs

    inputs = np.arange(6.0)
    batches = Batches((inputs, np.arange(6)), 2, shuffle=False, transform=spoil)
    seen = [tuple(batch) for _ in range(2) for batch, _ in batches]
    assert inputs.tolist() == list(range(6))
    assert len(set(seen)) == 6  # other numbers in every batch of every epoch


def test_without_shuffling_a_batch_is_a_read_only_stretch_of_the_data():
    data = np.arange(6.0)
    inputs, _ = Batches((data, np.arange(6)), 4, shuffle=False).next()
    assert np.shares_memory(inputs, data) and data.flags.writeable
    with pytest.raises(ValueError):
        inputs[0] = 7.0


def test_a_transform_must_keep_the_number_of_samples():
    batches = make(transform=lambda inputs, rng: inputs[1:])
    with pytest.raises(DataError, match="2 inputs but 3 targets"):
        batches.next()


def test_a_dataset_and_plain_lists():
    flowers = data.load("iris")
    assert sum(len(targets) for _, targets in Batches(flowers, 16)) == 120
    assert len(Batches(([[1.0], [2.0]], [0, 1]), 1)) == 2


@pytest.mark.parametrize("batch_size", [0, -1, 2.0, True, None, "3"])
def test_batch_size_must_be_a_whole_number(batch_size):
    with pytest.raises(SettingError, match="`batch_size` must be a whole number of at least 1"):
        make(batch_size=batch_size)


@pytest.mark.parametrize("seed", [-1, 0.5, None])
def test_seed_must_be_a_whole_number(seed):
    with pytest.raises(SettingError, match="`seed`"):
        make(seed=seed)


def test_numpy_whole_numbers_are_whole_numbers():
    assert make(batch_size=np.int64(4), seed=np.uint8(1)).batch_size == 4


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ((np.zeros(0), np.zeros(0)), "no samples"),
        ((np.zeros(3), np.zeros(2)), "3 inputs but 2 targets"),
        (np.zeros((4, 2)), "not of `ndarray`"),
        ((np.zeros(3),), "not of `tuple`"),
        ((np.float64(3), np.zeros(1)), "not of `tuple`"),
        (([[1], [1, 2]], [0, 1]), "same shape"),
        (Dataset("poem", text="الف"), "is a text"),
    ],
    ids=str,
)
def test_data_that_makes_no_batches(wrong, message):
    with pytest.raises(DataError, match=message):
        Batches(wrong, 2)


def test_drop_last_with_too_few_samples():
    with pytest.raises(DataError, match="4 samples do not fill one batch of 5"):
        make(4, 5, drop_last=True)
    assert len(make(4, 5)) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [("samples", 11), ("batch_size", 4), ("shuffle", False), ("seed", 1), ("drop_last", True)],
)
def test_a_position_of_other_settings_is_refused(name, value):
    state = make().state_dict()
    with pytest.raises(StateError, match=name):
        make().load_state_dict({**state, name: value})


@pytest.mark.parametrize("change", [{"epoch": -1}, {"index": 4}, {"index": -1}, {"epoch": "1"}])
def test_an_impossible_position_is_refused(change):
    batches = make()
    with pytest.raises(StateError, match="is not a position"):
        batches.load_state_dict({**batches.state_dict(), **change})


@pytest.mark.parametrize("state", [{}, {"epoch": 1}, {**make().state_dict(), "more": 1}])
def test_not_a_position_at_all(state):
    with pytest.raises(StateError, match="entries differ"):
        make().load_state_dict(state)


def test_repr():
    batches = make()
    batches.next()
    assert repr(batches) == "<Batches of 3: 10 samples, 4 batches, epoch 0, batch 1>"


@pytest.mark.parametrize("wrong", [np.array(["a", "b"]), np.array([1, "a"], dtype=object)])
def test_what_is_no_number_is_refused_at_once(wrong):
    with pytest.raises(DataError, match="are no numbers but"):
        Batches((wrong, np.arange(2)), batch_size=1)
