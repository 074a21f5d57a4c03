"""``tinygrad-fa train solver.prototxt``."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tinygrad_fa import caffe, saving
from tinygrad_fa.cli import main
from tinygrad_fa.data import catalog

FILES = Path(__file__).parent.parent / "data" / "caffe" / "prototxt"
NET = """
layer { name: "mnist" type: "Data" top: "x" top: "t" transform_param { scale: 0.00390625 }
        data_param { source: "mnist_train_lmdb" batch_size: 20 backend: LMDB } }
layer { name: "ip" type: "InnerProduct" bottom: "x" top: "ip" inner_product_param { num_output: 10
        weight_filler { type: "xavier" } } }
layer { name: "acc" type: "Accuracy" bottom: "ip" bottom: "t" top: "acc" include { phase: TEST } }
layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "t" top: "loss" }
"""
SOLVER = """net: "net.prototxt" base_lr: 0.1 lr_policy: "fixed" max_iter: 6 display: 3 momentum: 0.5
test_iter: 2 test_interval: 6 snapshot: 3 snapshot_prefix: "run" random_seed: 4"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "net.prototxt").write_text(NET)
    (tmp_path / "solver.prototxt").write_text(SOLVER)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def train(*words):
    return main(["train", "solver.prototxt", *words])


def weights(path):
    return saving.load(path).tensors["ip.weight"]


def test_a_training_by_file(folder, capsys):
    assert train("--data", "mnist", "--save", "mine.safetensors") == 0
    said = capsys.readouterr().out
    assert "InnerProduct" in said and "acc" in said  # the report at the start, the outputs
    assert "Iteration 3: loss" in said
    endings = ("caffemodel", "snapshot", "solverstate")
    assert {path.name for path in folder.glob("run*")} == {
        f"run_iter_{n}.{ending}" for n in (3, 6) for ending in endings
    }
    # Going on from half of the way leads to the same end.
    assert (
        train("--data", "mnist", "--snapshot", "run_iter_3.snapshot", "--save", "b.safetensors")
        == 0
    )
    np.testing.assert_array_equal(weights("mine.safetensors"), weights("b.safetensors"))


def test_options_go_before_the_file(folder, capsys):
    assert train("--data", "mnist", "--max-iter", "2", "--display", "1", "--momentum", "0") == 0
    said = capsys.readouterr().out
    assert "Iteration 1: loss" in said and "momentum=0.0" in said
    assert (folder / "run_iter_2.caffemodel").exists()


def test_from_caffes_files(folder, capsys):
    assert train("--data", "mnist", "--save", "a.caffemodel") == 0
    assert caffe.load_caffemodel(caffe.load_net("net.prototxt", data="mnist"), "a.caffemodel") == (
        [],
        [],
    )
    assert train("--data", "mnist", "--snapshot", "run_iter_3.solverstate") == 0
    assert "3" in capsys.readouterr().out
    assert train("--data", "mnist", "--weights", "a.caffemodel", "--max-iter", "1") == 0


def test_a_mapping_file_and_persian(folder, capsys):
    (folder / "map.json").write_text('{"mnist_train_lmdb": "mnist:test"}')
    assert main(["--lang", "fa", "train", "solver.prototxt", "--data", "map.json"]) == 0
    assert "آموزش" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "mnist_train_lmdb"),
        (["--data", "nothing"], "nothing"),
        (["--data", "mnist", "--net", "lenet"], "--net"),
        (["--data", "mnist", "--epochs", "2"], "--epochs"),
        (["--data", "mnist", "--batch-size", "2"], "--batch-size"),
        (["--data", "mnist", "--snapshot", "a", "--weights", "b"], "--weights"),
        (["--data", "mnist", "--snapshot", "none.solverstate"], "none.solverstate"),
        (["--data", "mnist", "--weights", "none.caffemodel"], "none.caffemodel"),
    ],
)
def test_what_is_refused(folder, capsys, words, said):
    assert train(*words) == 2
    assert said in capsys.readouterr().err


def test_a_damaged_file_says_where(folder, capsys):
    (folder / "solver.prototxt").write_text("net: 'net.prototxt'\nbase_lrr: 1")
    assert train("--data", "mnist") == 2
    assert "solver.prototxt:2:1:" in capsys.readouterr().err


def test_weights_need_a_file(capsys):
    assert main(["train", "--weights", "x.caffemodel"]) == 2
    assert "solver.prototxt" in capsys.readouterr().err


def test_every_image_set_can_be_the_data():
    """The names that ``--data`` takes are those of the catalog."""
    images = [info.name for info in catalog.list_datasets() if info.kind == "images"]
    assert {"mnist", "cifar10"} <= set(images)
    net = caffe.load_net(FILES / "lenet.prototxt", "TEST", "mnist:test")
    assert net.inputs == ("data", "label")
