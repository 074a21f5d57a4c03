"""Damaged, foreign and hostile files: an error each, and a Solver that is as it was."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tinygrad_fa import saving
from tinygrad_fa.data import Batches
from tinygrad_fa.language.errors import (
    DataError,
    StateError,
    TinygradError,
)
from tinygrad_fa.layers import Linear, MSELoss
from tinygrad_fa.net import Net
from tinygrad_fa.solver import Solver
from tinygrad_fa.solver.packing import pack, unpack


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """Return the bytes of a snapshot, and a Solver that it fits."""
    folder = tmp_path_factory.mktemp("file")
    rng = np.random.default_rng(1)
    data = rng.standard_normal((8, 3)), rng.standard_normal((8, 2))
    solver = Solver(
        Net(Linear(3, 2)).to("float64"), Batches(data, 4), loss=MSELoss(), progress=False
    )
    solver.step(3)
    return solver.snapshot(folder / "a.snapshot").read_bytes(), solver, folder / "b.snapshot"


def refused(file, content, state_of):
    _, solver, path = file
    before = state_of(solver)
    path.write_bytes(content)
    try:
        solver.restore(path)
    except (DataError, StateError):
        assert state_of(solver) == before
        return True
    return False


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_any_changed_byte_is_noticed(file, data, state_of):
    whole = file[0]
    place = data.draw(st.integers(0, len(whole) - 1))
    changed = bytearray(whole)
    changed[place] ^= data.draw(st.integers(1, 255))
    # Blanks at the end of the header, and the notes that only help to find the latest, may change.
    around = whole[max(place - 40, 0) : place + 40]
    harmless = whole[place] == ord(" ") or b"iteration" in around or b"written_at" in around
    assert refused(file, bytes(changed), state_of) or harmless


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_file_cut_off_anywhere_is_refused(file, data, state_of):
    assert refused(file, file[0][: data.draw(st.integers(0, len(file[0]) - 1))], state_of)


@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=200))
def test_any_other_file_is_refused(file, content, state_of):
    assert refused(file, content, state_of)


VALUES = st.none() | st.integers() | st.floats() | st.text(max_size=5) | st.just([]) | st.just({})


def places(tree, path=()):
    if isinstance(tree, dict):
        for key, part in tree.items():
            yield (*path, key)
            yield from places(part, (*path, key))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_hostile_state_with_a_right_checksum_does_no_harm(file, data, state_of):
    _, solver, _ = file
    tree = unpack(*pack(solver.state_dict()))
    *path, last = data.draw(st.sampled_from(list(places(tree))))
    part = tree
    for key in path:
        part = part[key]
    if data.draw(st.booleans()):
        del part[last]
    else:
        part[last] = data.draw(VALUES)
    before, good = state_of(solver), solver.state_dict()
    try:
        solver.load_state_dict(tree)
    except TinygradError:
        assert state_of(solver) == before
        return
    try:
        with suppress(TinygradError):
            solver.step(1)
        state_of(solver)
    finally:
        solver.load_state_dict(good, strict=False)
    assert state_of(solver) == before


def test_other_files_and_formats_are_named(make, folder):
    solver = make()
    solver.net.save(folder / "net.safetensors")
    with pytest.raises(DataError) as caught:
        solver.restore(folder / "net.safetensors")
    assert caught.value.key == "snapshots.not_a_snapshot"
    saving.save({}, folder / "new.snapshot", {"tinygrad_fa": "snapshot", "format": "2"})
    with pytest.raises(DataError) as caught:
        solver.restore(folder / "new.snapshot")
    assert caught.value.key == "snapshots.other_format" and "`2`" in str(caught.value)
