"""The files of snapshots: their names, which are kept, and when they are written."""

from __future__ import annotations

import re

import numpy as np
import pytest

from tinygrad_fa.language.errors import (
    DataError,
    FileError,
    SettingError,
    StateError,
)
from tinygrad_fa.solver.callbacks import Callback


def test_names_and_folders(make, folder):
    solver = make()
    assert solver.snapshot() == folder / "run_iter_0.snapshot"
    solver.step(2)
    assert solver.snapshot() == folder / "run_iter_2.snapshot"
    assert solver.snapshot(folder / "new" / "x.snapshot") == folder / "new" / "x.snapshot"
    assert (
        make(snapshot_prefix=f"{folder}/in/").snapshot()
        == folder / "in" / "snapshot_iter_0.snapshot"
    )
    assert (
        make(snapshot_prefix=folder / "in").snapshot() == folder / "in" / "snapshot_iter_0.snapshot"
    )


def test_the_latest_are_kept_and_other_trainings_untouched(make, folder, names):
    make(snapshot=1, max_iter=30).step(1)
    (folder / "run_iter_99.snapshot").write_bytes(b"of somebody else")
    solver = make(snapshot=2, snapshot_keep=2, max_iter=9, snapshot_after_train=True)
    solver.solve()
    assert names(folder) == [f"run_iter_{n}.snapshot" for n in (1, 8, 9, 99)]
    resumed = make(snapshot=2, snapshot_keep=2, max_iter=12)
    resumed.restore(folder / "run_iter_9.snapshot")
    resumed.solve()
    assert names(folder) == [f"run_iter_{n}.snapshot" for n in (1, 10, 12, 99)]


def test_the_best_is_kept_too(make, folder, names):
    class Script(Callback):
        """Puts a result into the history as if the test had given it."""

        losses = dict(enumerate([9, 5, 3, 4, float("nan"), 6, 7]))

        def on_train_batch_end(self, batch, logs):
            from tinygrad_fa.solver.history import TestResult

            n = self.solver.iteration
            self.solver.history.tests.append(TestResult(n, self.losses[n], accuracy=0.1 * n))

    def run(best):
        solver = make(
            snapshot=1, snapshot_keep=1, snapshot_best=best, max_iter=6, callbacks=[Script()]
        )
        solver.solve()
        found = [int(re.search(r"iter_(\d+)", name).group(1)) for name in names(folder)]
        for file in folder.iterdir():
            file.unlink()
        return found

    assert run(None) == [6]
    assert run("val_loss") == [2, 6]
    assert run("loss") == [2, 6]
    assert run("accuracy") == [6]


def test_the_metric_of_the_best_is_checked(make):
    with pytest.raises(SettingError) as caught:
        make(snapshot=1, snapshot_best="val_quality").step(1)
    assert caught.value.key == "callbacks.mode_needed"
    wanted = {"snapshot": 1, "snapshot_keep": 1, "snapshot_best": "accuracy", "test_interval": 1}
    solver = make(test=(np.ones((4, 3)), np.ones((4, 2))), **wanted)
    with pytest.raises(SettingError) as caught:
        solver.step(5)
    assert caught.value.key == "snapshots.no_metric" and "`loss`" in str(caught.value)


def test_files_of_other_writers_go_with_the_snapshot(make, folder, names):
    def caffe(solver, stem):
        files = [stem.with_name(stem.name + end) for end in (".caffemodel", ".solverstate.h5")]
        for file in files:
            file.write_bytes(b"")
        return files

    solver = make(snapshot=1, snapshot_keep=1)
    solver.snapshot_writers.append(caffe)
    solver.step(3)
    ends = ("caffemodel", "snapshot", "solverstate.h5")
    assert names(folder) == [f"run_iter_3.{end}" for end in ends]


def test_a_strangers_file_cannot_have_others_deleted(make, folder):
    precious = folder / "precious_iter_1.snapshot"
    precious.write_bytes(b"")
    solver = make(snapshot=1, snapshot_keep=1)
    solver._written = {
        "../x_iter_1": ["../x_iter_1.snapshot"],
        "run_iter_1": ["precious_iter_1.snapshot", "run_iter_1/../precious_iter_1.snapshot"],
        "y": [str(precious)],
    }
    path, other = solver.snapshot(folder / "evil.snapshot"), make(snapshot=1, snapshot_keep=1)
    other.restore(path)
    assert other._written == {"run_iter_1": []}
    other.step(3)
    assert precious.exists()


def test_the_latest_of_a_folder_or_prefix_is_the_one_written_last(make, folder, capsys):
    old = make(snapshot=5, max_iter=10)
    old.solve()
    new = make(snapshot=1, max_iter=3)
    new.solve()
    for place in (folder, folder / "run"):
        assert make().restore(place).iteration == 3
    assert make().restore(folder / "run_iter_5.snapshot").iteration == 5
    newest = folder / "run_iter_3.snapshot"
    newest.write_bytes(newest.read_bytes()[:-9])
    restored = make().restore(folder / "run")
    assert restored.iteration == 2 and "run_iter_3.snapshot" in restored.notes[0]
    assert "run_iter_3" in capsys.readouterr().out


def test_where_there_is_none_that_is_said(make, folder):
    for place in ("nowhere", "run", "."):
        with pytest.raises(FileError) as caught:
            make().restore(folder / place)
        assert caught.value.key == "snapshots.none_found"
    (folder / "run_iter_1.snapshot").write_bytes(b"\0" * 20)
    with pytest.raises(DataError) as caught:
        make().restore(folder)
    assert caught.value.key == "snapshots.none_readable"


def test_a_folder_that_cannot_be_written_to_is_found_before_the_training(make, folder):
    (folder / "file").write_text("")
    solver = make(snapshot=100, snapshot_prefix=folder / "file" / "run")
    with pytest.raises(FileError):
        solver.step(1)
    assert solver.iteration == 0
    make(snapshot=0, snapshot_prefix=None).step(1)  # who wants none needs no folder


def test_a_snapshot_wanted_in_the_middle_of_an_iteration_is_of_its_end(make, folder):
    class Ask(Callback):
        def on_train_batch_begin(self, batch, logs):
            if self.solver.iteration == 1:
                self.solver.snapshot(folder / "asked.snapshot")
                assert not (folder / "asked.snapshot").exists()

    straight = make(callbacks=[Ask()])
    straight.step(4)
    resumed = make()
    assert resumed.restore(folder / "asked.snapshot").iteration == 2
    resumed.step(2)
    for one, other in zip(resumed.net.parameters(), straight.net.parameters()):
        assert np.array_equal(one.data, other.data)


def test_a_callback_that_cannot_be_saved_is_named_and_the_old_file_kept(make, folder):
    class Odd(Callback):
        def state_dict(self):
            return {"seen": {1, 2}}

    path = make().snapshot()
    before = path.read_bytes()
    with pytest.raises(StateError, match="callbacks/0/state/seen"):
        make(callbacks=[Odd()]).snapshot()
    assert path.read_bytes() == before
