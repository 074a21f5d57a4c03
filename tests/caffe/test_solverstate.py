"""States of a solver: Caffe's recorded resumes, both formats, and files that do not fit."""

import shutil
import sys

import numpy as np
import pytest

from tinygrad_fa.caffe import wire
from tinygrad_fa.caffe.caffemodel import save_caffemodel
from tinygrad_fa.caffe.message import Message
from tinygrad_fa.caffe.solverstate import (
    State,
    pair_writer,
    read_solverstate,
    restore_solverstate,
    state_of,
    write_solverstate,
)
from tinygrad_fa.language.errors import DataError, FileError, SettingError, StateError
from tinygrad_fa.layers import BatchNorm1d, Linear, MSELoss
from tinygrad_fa.net import Net
from tinygrad_fa.solver import Solver


def written(recorded, folder):
    """Run a case up to its snapshot and write the pair."""
    solver = recorded.solver(recorded.params0)
    solver.step(recorded.snapshot_at)
    stem = folder / f"_iter_{solver.iteration}"
    paths = pair_writer(hdf5=recorded.snapshot_format == "HDF5")(solver, stem)
    return solver, paths


def test_a_pair_is_written_as_caffe_writes_it(full_batch, tmp_path, flat_parameters):
    solver, (model, state) = written(full_batch, tmp_path)
    assert [model.name, state.name] == full_batch.files
    np.testing.assert_allclose(flat_parameters(solver.net), full_batch.params_at_snapshot, 1e-12)
    kept = read_solverstate(state)
    assert kept.iteration == full_batch.restored_iter
    assert kept.current_step == full_batch.restored_current_step
    assert kept.learned_net == str(model)
    shapes = [(4, 3), (4,), (2, 4), (2,)] * full_batch.history_blobs
    assert [blob.shape for blob in kept.history] == shapes
    history = np.concatenate([blob.ravel() for blob in kept.history])
    np.testing.assert_allclose(history, full_batch.history_at_snapshot, rtol=1e-11, atol=1e-13)


def test_a_restored_training_goes_on_bit_for_bit(full_batch, tmp_path, flat_parameters):
    straight, (_, state) = written(full_batch, tmp_path)
    resumed = full_batch.solver()
    restored = resumed.restore(state)
    assert restored.iteration == full_batch.snapshot_at and str(state) in str(restored)
    assert resumed.iteration == full_batch.snapshot_at
    left = full_batch.iterations - full_batch.snapshot_at
    straight.step(left)
    resumed.step(left)
    assert (flat_parameters(resumed.net) == flat_parameters(straight.net)).all()
    assert resumed.history.lr == straight.history.lr[full_batch.snapshot_at :]
    np.testing.assert_allclose(resumed.history.lr, full_batch.rate[-left:], 1e-14)
    np.testing.assert_allclose(flat_parameters(resumed.net), full_batch.params_final, 1e-12)


def test_small_batches_start_at_the_beginning_again_as_in_caffe(
    recorded, tmp_path, flat_parameters
):
    straight, (_, state) = written(recorded, tmp_path)
    resumed = recorded.solver()
    restore_solverstate(resumed, state)
    apart = 0.0
    for _ in range(recorded.iterations - recorded.snapshot_at):
        straight.step()
        resumed.step()
        difference = abs(flat_parameters(resumed.net) - flat_parameters(straight.net))
        apart = max(apart, difference.max())
    assert apart == pytest.approx(recorded.max_abs_diff_resumed_vs_straight, rel=1e-9, abs=0)


def test_a_state_made_from_caffe_s_figures_leads_to_caffe_s_end(
    full_batch, tmp_path, flat_parameters
):
    ending = ".h5" if full_batch.snapshot_format == "HDF5" else ""
    model = tmp_path / f"x.caffemodel{ending}"
    save_caffemodel(full_batch.solver(full_batch.params_at_snapshot).net, model)
    numbers, history = np.array(full_batch.history_at_snapshot), []
    for shape in [(4, 3), (4,), (2, 4), (2,)] * full_batch.history_blobs:
        size = int(np.prod(shape))
        history.append(numbers[:size].reshape(shape))
        numbers = numbers[size:]
    path = tmp_path / f"x.solverstate{ending}"
    step = full_batch.restored_current_step
    write_solverstate(State(full_batch.restored_iter, str(model), step, history), path)
    solver = full_batch.solver()
    restore_solverstate(solver, path)
    solver.step(full_batch.iterations - full_batch.snapshot_at)
    np.testing.assert_allclose(flat_parameters(solver.net), full_batch.params_final, 1e-11)


def small(rule="SGD", batch_norm=True, **settings):
    rng = np.random.default_rng(0)
    middle = {"bn": BatchNorm1d(3)} if batch_norm else {}
    net = Net(fc=Linear(2, 3), **middle, out=Linear(3, 1))
    data = rng.standard_normal((8, 2)), rng.standard_normal((8, 1))
    return Solver(net, train=data, loss=MSELoss(), type=rule, progress=False, **settings)


def test_the_statistics_of_batch_norm_have_a_history_of_zeros(tmp_path):
    solver = small()
    solver.step(3)
    shapes = [(3, 2), (3,), (3,), (3,), (1,), (3,), (3,), (1, 3), (1,)]
    state = state_of(solver, "model")
    assert [blob.shape for blob in state.history] == shapes
    assert not any(blob.any() for blob in state.history[2:5])
    assert all(blob.any() for blob in state.history[:1])
    _, path = pair_writer()(solver, tmp_path / "s_iter_3")
    other = small()
    restore_solverstate(other, path)
    for one, two in zip(state.history, state_of(other, "").history):
        assert np.array_equal(one, two)
    assert np.array_equal(other.net["bn"].running_var.data, solver.net["bn"].running_var.data)


def test_a_moved_pair_is_found(tmp_path):
    solver = small()
    solver.step(2)
    there, here = tmp_path / "there", tmp_path / "here"
    there.mkdir()
    pair_writer()(solver, there / "s_iter_2")
    shutil.move(there, here)
    other = small()
    restore_solverstate(other, here / "s_iter_2.solverstate")
    assert other.iteration == 2
    (here / "s_iter_2.caffemodel").unlink()
    with pytest.raises(FileError) as caught:
        restore_solverstate(small(), here / "s_iter_2.solverstate")
    assert caught.value.key == "caffe_files.no_learned_net"


def test_multistep_goes_on_with_the_stepvalues_that_are_left(tmp_path):
    settings = {"lr_policy": "multistep", "gamma": 0.5, "stepvalue": [2, 2, 3, 8], "base_lr": 0.1}
    for cut in range(7):
        straight = small(**settings)
        straight.step(10)
        solver = small(**settings)
        solver.step(cut)
        _, path = pair_writer()(solver, tmp_path / f"s_iter_{cut}")
        again = small(**settings)
        restore_solverstate(again, path)
        again.step(10 - cut)
        assert again.history.lr == straight.history.lr[cut:]
        expected = 0 if cut < 3 else min(cut - 2, 3)
        assert read_solverstate(path).current_step == expected


def unchanged(solver, path, error, key):
    """Restoring fails with this error and leaves the Solver as it was."""
    before = solver.net.state_dict()
    with pytest.raises(error) as caught:
        restore_solverstate(solver, path)
    assert caught.value.key == f"caffe_files.{key}"
    assert str(caught.value)
    after = solver.net.state_dict()
    assert all(np.array_equal(before[name], after[name]) for name in before)
    assert solver.iteration == 0


def test_states_that_do_not_fit_change_nothing(tmp_path):
    solver = small()
    solver.step(1)
    _, path = pair_writer()(solver, tmp_path / "s_iter_1")
    unchanged(small("Adam"), path, StateError, "history_count")
    unchanged(small(batch_norm=False), path, StateError, "history_count")
    state = read_solverstate(path)
    wrong = tmp_path / "wrong.solverstate"
    write_solverstate(state._replace(history=[blob.T for blob in state.history]), wrong)
    unchanged(small(), wrong, StateError, "history_shape")
    wire.write_file(Message("SolverState", learned_net="x"), wrong)
    unchanged(small(), wrong, DataError, "no_state")
    wire.write_file(Message("SolverState", iter=-1, learned_net="x"), wrong)
    unchanged(small(), wrong, DataError, "no_state")
    wrong.write_bytes(path.read_bytes()[:-3])
    unchanged(small(), wrong, DataError, "cut_off")
    model = tmp_path / "s_iter_1.caffemodel"
    model.write_bytes(model.read_bytes()[:-3])
    unchanged(small(), path, DataError, "cut_off")
    unchanged(small(), tmp_path / "none.solverstate", FileError, "no_file")
    unchanged(small(), tmp_path / "none.solverstate.h5", FileError, "no_file")
    text = tmp_path / "text.solverstate.h5"
    text.write_text("iter: 3")
    unchanged(small(), text, DataError, "bad_hdf5")


def test_without_h5py_the_error_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "h5py", None)
    with pytest.raises(SettingError, match="pip install"):
        write_solverstate(State(1, "", 0, []), tmp_path / "s.solverstate.h5")
