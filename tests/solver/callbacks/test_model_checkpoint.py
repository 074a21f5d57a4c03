"""ModelCheckpoint beyond the recorded traces: what is saved, and what is never lost."""

from __future__ import annotations

import math

import pytest

from tinygrad_fa import load_net, saving
from tinygrad_fa.language.errors import DataError, FileError, SettingError
from tinygrad_fa.layers import BatchNorm1d, CrossEntropyLoss, Linear, ReLU
from tinygrad_fa.net import Net
from tinygrad_fa.solver import Callback, Solver
from tinygrad_fa.solver.callbacks import (
    CallbackWarning,
    GradientLogger,
    LambdaCallback,
    ModelCheckpoint,
)

from .test_csv_logger import FullDisk, Room


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def weights_of(path):
    return saving.load(path).tensors


def same_weights(a, b):
    return list(a) == list(b) and all((a[name] == b[name]).all() for name in a)


def test_weights_of_the_epoch(learner, tmp_path, note):
    solver = learner()
    kept = note(lambda: solver.net.state_dict())
    path = tmp_path / "new" / "{epoch:02d}-{val_loss:.4f}.safetensors"
    history = solver.fit(3, callbacks=[ModelCheckpoint(path, save_weights_only=True), kept])
    losses = history.history["val_loss"]
    assert names(tmp_path / "new") == sorted(
        f"{epoch:02d}-{loss:.4f}.safetensors" for epoch, loss in enumerate(losses, start=1)
    )
    for name, weights in zip(names(tmp_path / "new"), kept.seen):
        saved = weights_of(tmp_path / "new" / name)
        assert all((saved[key] == weights[key]).all() for key in weights)


def test_a_snapshot_has_everything_also_of_the_callbacks_after_it(learner, tmp_path):
    solver = learner()
    checkpoint = ModelCheckpoint(tmp_path / "{epoch}.snapshot")
    solver.fit(3, callbacks=[checkpoint, GradientLogger(every=1)])
    again = learner()
    again.restore(tmp_path / "2.snapshot")
    assert again.iteration == 6
    assert again.history.history["loss"] == solver.history.history["loss"][:2]
    assert again.history.epoch == [0, 1]


def test_keep_deletes_its_own_oldest_only(scripted, tmp_path):
    (tmp_path / "0.safetensors").write_text("not mine")
    path = tmp_path / "{epoch}.safetensors"
    checkpoint = ModelCheckpoint(path, save_weights_only=True, keep=2)
    scripted([0.5, 0.4, 0.3, 0.2, 0.1], checkpoint)
    assert names(tmp_path) == ["0.safetensors", "4.safetensors", "5.safetensors"]
    assert [name[-13:] for name in checkpoint.saved] == ["4.safetensors", "5.safetensors"]


def test_keep_the_best_ones(scripted, tmp_path):
    path = tmp_path / "{epoch}.safetensors"
    checkpoint = ModelCheckpoint(path, save_weights_only=True, save_best_only=True, keep=2)
    scripted([0.5, 0.6, 0.3, 0.4, 0.1, math.nan, 0.2], checkpoint)
    assert names(tmp_path) == ["3.safetensors", "5.safetensors"]
    assert checkpoint.best == 0.1


def test_the_best_is_remembered_from_run_to_run(make_solver, script, tmp_path, capsys):
    logs = [{"val_loss": value} for value in [0.5, 0.1, 0.3, 0.05]]
    path = tmp_path / "best.safetensors"
    checkpoint = ModelCheckpoint(path, save_weights_only=True, save_best_only=True, verbose=1)
    solver = make_solver(callbacks=[script(logs), checkpoint])
    for _ in logs:
        solver.fit(1, steps_per_epoch=1)
    assert checkpoint.best == 0.05
    assert capsys.readouterr().out.count(f"Saved: `{path}`") == 3


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        ({"filepath": 3}, "callbacks.not_a_name"),
        ({"filepath": "best.keras"}, "callbacks.suffix"),
        ({"filepath": "best.safetensors"}, "callbacks.suffix"),
        ({"filepath": "best.snapshot", "save_weights_only": True}, "callbacks.suffix"),
        ({"filepath": "{epoch:q}.snapshot"}, "callbacks.bad_pattern"),
        ({"filepath": "{}.snapshot"}, "callbacks.bad_pattern"),
        ({"filepath": "{epoch.snapshot"}, "callbacks.bad_pattern"),
        ({"filepath": "{epoch.x}.snapshot"}, "callbacks.bad_pattern"),
        ({"save_freq": "batch"}, "solver.not_whole"),
        ({"save_freq": 0}, "solver.not_whole"),
        ({"keep": 0}, "solver.not_whole"),
        ({"mode": "best", "save_best_only": True}, "solver.unknown_choice"),
        ({"initial_value_threshold": "0.5"}, "solver.not_a_number"),
        ({"save_freq": 5, "save_best_only": True}, "callbacks.no_test_in_batch"),
    ],
)
def test_wrong_settings(settings, key):
    with pytest.raises(SettingError) as caught:
        ModelCheckpoint(**{"filepath": "a.snapshot", **settings})
    assert caught.value.key == key
    assert str(caught.value)


def test_a_pattern_with_an_unknown_name_is_an_error_before_the_training(learner, tmp_path):
    solver = learner()
    checkpoint = ModelCheckpoint(tmp_path / "{epoch}-{val_los:.2f}.snapshot")
    with pytest.raises(SettingError, match=r"asks for `val_los`.*Did you mean `val_loss`\?"):
        solver.fit(1, callbacks=[checkpoint])
    assert solver.iteration == 0
    checkpoint = ModelCheckpoint(tmp_path / "{batch}.snapshot")  # a batch, after an epoch?
    with pytest.raises(SettingError, match="asks for `batch`"):
        solver.fit(1, callbacks=[checkpoint])


def test_a_name_that_a_callback_of_ones_own_writes(learner, tmp_path):
    def write(epoch, logs):
        logs["mine"] = epoch

    path = tmp_path / "{mine}.safetensors"
    checkpoint = ModelCheckpoint(path, save_weights_only=True)
    learner().fit(2, callbacks=[LambdaCallback(on_epoch_end=write), checkpoint])
    assert names(tmp_path) == ["0.safetensors", "1.safetensors"]


def test_without_tests_there_is_no_val_loss_in_the_pattern(make_solver, tmp_path):
    solver = make_solver(callbacks=[ModelCheckpoint(tmp_path / "{val_loss}.snapshot")])
    with pytest.raises(SettingError, match="asks for `val_loss`"):
        solver.fit(1)
    assert solver.iteration == 0


def test_every_so_many_updates(make_solver, tmp_path):
    path = tmp_path / "{epoch}-{batch}-{batch_loss:.1f}.safetensors"
    checkpoint = ModelCheckpoint(path, save_weights_only=True, save_freq=2)
    make_solver(callbacks=[checkpoint]).fit(2)
    assert [name[:3] for name in names(tmp_path)] == ["1-2", "2-1", "2-3"]


def test_a_folder_that_cannot_be_written_to_is_an_error_before_the_training(make_solver, tmp_path):
    (tmp_path / "file").touch()
    solver = make_solver(callbacks=[ModelCheckpoint(tmp_path / "file" / "a.snapshot")])
    with pytest.raises(FileError, match="cannot be written"):
        solver.fit(1)
    assert solver.iteration == 0


@pytest.mark.parametrize("name", ["best.safetensors", "best.snapshot"])
def test_a_full_disk_never_costs_the_best_file(scripted, tmp_path, name):
    full = FullDisk({1, 2})
    weights = name.endswith(".safetensors")
    checkpoint = ModelCheckpoint(tmp_path / name, save_best_only=True, save_weights_only=weights)
    kept = {}

    class Look(Callback):
        def on_epoch_end(self, epoch, logs):
            self.solver.afterwards(lambda: kept.update({epoch: (tmp_path / name).read_bytes()}))

    with pytest.warns(CallbackWarning, match="could not be saved") as warned:
        scripted([0.5, 0.4, 0.3, 0.45], full, checkpoint, Room(full), Look())
    assert len(warned) == 1
    assert kept[0] == kept[1] == kept[2]
    assert kept[3] != kept[0]  # 0.45 is better than 0.5, the best that is on the disk
    assert checkpoint.best == 0.45
    assert names(tmp_path) == [name]  # nothing half written beside it


def test_an_error_of_another_callback_costs_nothing(scripted, tmp_path):
    class Fails(Callback):
        def on_epoch_end(self, epoch, logs):
            if epoch == 2:
                raise RuntimeError("my own")

    path = tmp_path / "{epoch}.safetensors"
    with pytest.raises(RuntimeError, match="my own"):
        scripted([0.5, 0.4, 0.3], ModelCheckpoint(path, save_weights_only=True), Fails())
    assert names(tmp_path) == ["1.safetensors", "2.safetensors", "3.safetensors"]


@pytest.mark.parametrize("name", ["{epoch}.snapshot", "{epoch}.safetensors"])
def test_the_net_can_be_made_again_from_the_file_alone(classes, tmp_path, name):
    net = Net(Linear(3, 5), BatchNorm1d(5), ReLU(), Linear(5, 3))
    solver = Solver(net, classes, loss=CrossEntropyLoss(), base_lr=0.3, progress=False)
    only_weights = name.endswith(".safetensors")
    solver.fit(2, callbacks=[ModelCheckpoint(tmp_path / name, save_weights_only=only_weights)])
    net = load_net(tmp_path / name.format(epoch=2))
    inputs = solver.train_data.inputs
    assert (net.eval()(inputs).data == solver.net.eval()(inputs).data).all()
    if not only_weights:
        assert net.trained_with.arguments()["schedule"].base_lr == 0.3


def test_a_damaged_snapshot_makes_no_net(learner, tmp_path):
    solver = learner()
    path = solver.snapshot(tmp_path / "one.snapshot")
    content = bytearray(path.read_bytes())
    content[-3] ^= 1
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        load_net(path)
    assert caught.value.key == "snapshots.damaged"
