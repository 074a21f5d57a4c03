"""``train``, ``data``, ``lessons`` and the demo."""

from __future__ import annotations

import argparse
import math

import pytest

from tinygrad_fa import data
from tinygrad_fa.cli import demo, main
from tinygrad_fa.cli.text import entropy_of_letters
from tinygrad_fa.cli.train import SETTINGS, solver_settings
from tinygrad_fa.engine.expression import parse
from tinygrad_fa.language.errors import FileError, GraphError
from tinygrad_fa.models import lenet, mlp
from tinygrad_fa.solver.settings import Settings


def test_the_demo_in_short(tmp_path, capsys):
    assert main(["demo", "--quick", "--out", str(tmp_path / "demo")]) == 0
    said = capsys.readouterr().out
    lines = [line.split() for line in said.splitlines()]
    for name, gradient in (("x", "-4"), ("y", "-4"), ("z", "3"), ("w2", "0.196611933241")):
        assert [f"∂f/∂{name}", gradient, gradient] in lines
    assert said.count("The witnesses agree.") == 2
    made = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "demo").iterdir()}
    assert set(made) == {"product.svg", "product.md", "neuron.svg", "neuron.md"}
    assert all("<svg" in made[f"{name}.svg"] for name in ("product", "neuron"))
    assert str(tmp_path / "demo") in said
    assert "%" in said


def test_the_demo_speaks_persian(tmp_path, capsys):
    assert main(["--lang", "fa", "demo", "--quick", "--out", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "گرادیان" in said
    assert "درصد" in said


def test_the_closed_form_of_the_neuron_is_that_of_the_course():
    wanted = {"w0": -0.19661, "x0": 0.39322, "w1": -0.39322, "x1": -0.58984, "w2": 0.19661}
    assert demo.neuron_gradients() == {
        name: pytest.approx(slope, abs=6e-6) for name, slope in wanted.items()
    }
    f, leaves = parse(demo.NEURON, **demo.NEURON_POINT)
    f.backward()
    for name, slope in demo.neuron_gradients().items():
        assert math.isclose(leaves[name].grad, slope, abs_tol=demo.TOLERANCE)


@pytest.mark.parametrize("found", [-4.0 + 2e-12, math.nan])
def test_the_demo_stops_at_a_wrong_gradient(found):
    with pytest.raises(GraphError) as error:
        demo.compare({"x": found, "y": -4.0, "z": 3.0}, demo.product_gradients())
    assert error.value.key == "cli.demo_wrong"


def test_the_demo_needs_a_folder_it_can_make(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert main(["demo", "--out", str(tmp_path / "file" / "demo")]) == 2
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.slow
def test_the_demo_reads_97_percent(tmp_path, capsys):
    assert main(["demo", "--out", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    (line,) = [line for line in said.splitlines() if line.startswith("After")]
    assert float(line.partition("reads ")[2].split()[0]) >= 97.0


def test_train_on_a_table_saves_a_net_that_can_be_loaded(tmp_path, capsys):
    path = tmp_path / "iris.safetensors"
    words = ["--data", "iris", "--epochs", "40", "--batch-size", "16", "--save", str(path)]
    assert main(["train", *words, "--base-lr", "0.05"]) == 0
    said = capsys.readouterr().out
    assert str(path) in said
    net = mlp((4,), 3)
    net.load(path)
    train, test = data.load("iris", "train"), data.load("iris", "test")
    inputs = (test.inputs - train.inputs.mean(axis=0)) / train.inputs.std(axis=0)
    guessed = net(inputs).numpy().argmax(axis=1)
    accuracy = (guessed == test.targets).mean()
    assert accuracy >= 0.9
    assert f"Accuracy: {100 * accuracy:.2f} %" in said
    for i, name in enumerate(test.class_names):
        found = (guessed == i)[test.targets == i]
        (line,) = [line for line in said.splitlines() if line.startswith(f"{name} ")]
        assert line.split()[-4:-2] == [str(len(found)), f"{100 * found.mean():.2f}"]


def test_a_folder_that_cannot_be_written_to_is_told_before_the_training(monkeypatch, capsys):
    def refuse(path):
        raise FileError("files.cannot_write", path=path, reason="read-only")

    monkeypatch.setattr("tinygrad_fa.cli.files.make_writable_folder", refuse)
    assert main(["train", "--data", "iris", "--save", "there/iris.safetensors"]) == 2
    said = capsys.readouterr()
    assert "there" in said.err
    assert not said.out


def test_the_same_seed_is_the_same_run(tmp_path):
    contents = []
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        path = tmp_path / name
        words = ["--net", "mlp", "--max-iter", "5", "--seed", str(seed), "--save", str(path)]
        assert main(["train", *words, "--type", "Adam"]) == 0
        contents.append(path.read_bytes())
    assert contents[0] == contents[1] != contents[2]


def test_train_in_float64(tmp_path):
    path = tmp_path / "net.safetensors"
    words = ["--net", "mlp", "--max-iter", "1", "--dtype", "float64", "--save", str(path)]
    assert main(["train", *words]) == 0
    assert b'"F64"' in path.read_bytes()
    assert b'"F32"' not in path.read_bytes()


def arguments(**given):
    return argparse.Namespace(**{**dict.fromkeys(SETTINGS), "epochs": None, **given})


def test_every_setting_is_one_of_the_solver():
    assert set(SETTINGS) <= set(Settings.__dataclass_fields__)


def test_what_is_not_said_comes_from_the_recipe():
    settings = solver_settings(arguments(), 100, "images")
    assert settings["momentum"] == 0.9
    assert settings["lr_policy"] == "poly"
    assert settings["max_iter"] == 500
    Settings.from_keywords(settings)


@pytest.mark.parametrize(
    ("given", "wanted", "absent"),
    [
        ({"type": "Adam"}, {"base_lr": 0.001}, "momentum"),
        ({"type": "Adam", "base_lr": 0.1}, {"base_lr": 0.1}, "momentum"),
        ({"lr_policy": "fixed"}, {"lr_policy": "fixed"}, "power"),
        ({"power": 2.0}, {"lr_policy": "poly", "power": 2.0}, "gamma"),
        ({"max_iter": 7}, {"max_iter": 7}, "stepsize"),
        ({"epochs": 2}, {"max_iter": 200, "test_interval": 100}, "stepsize"),
    ],
)
def test_what_is_said_counts(given, wanted, absent):
    settings = solver_settings(arguments(**given), 100, "images")
    assert wanted.items() <= settings.items()
    assert absent not in settings


def test_data_list_names_every_data_set(capsys):
    assert main(["data", "list"]) == 0
    said = capsys.readouterr().out
    assert all(info.name in said for info in data.list_datasets())
    assert "5000 + 1000" in said


def test_data_get_tells_origin_and_licence(capsys):
    assert main(["data", "get", "wine"]) == 0
    said = capsys.readouterr().out
    assert "142" in said
    assert "Licence" in said


def test_lenet_has_caffes_size():
    assert sum(parameter.size for parameter in lenet().parameters()) == 431_080


@pytest.mark.parametrize("shape", [(1, 28, 28), (3, 32, 32), (1, 16, 16)])
def test_lenet_fits_images(shape):
    import numpy as np

    assert lenet(shape, 7)(np.zeros((2, *shape), dtype="float32")).shape == (2, 7)


def test_mlp_has_the_layers_that_are_asked_for():
    shapes = [tensor.shape for name, tensor in mlp((2,), 3, (5, 4)).named_parameters()]
    assert shapes == [(5, 2), (5,), (4, 5), (4,), (3, 4), (3,)]


def test_a_text_is_learnt_letter_by_letter(capsys, tmp_path):
    saved = tmp_path / "letters.safetensors"
    assert main(["train", "--data", "khayyam", "--max-iter", "3", "--save", str(saved)]) == 0
    printed = capsys.readouterr().out
    assert "2.947" in printed  # the entropy of the letters
    assert len(printed.split("\n", 3)[-1]) > 200  # a sample of 300 letters
    assert saved.exists()


def test_the_entropy_of_letters():
    assert entropy_of_letters("aabb") == pytest.approx(math.log(2))
    assert entropy_of_letters("aaaa") == 0
