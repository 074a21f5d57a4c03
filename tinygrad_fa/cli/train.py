"""``tinygrad-fa train --data mnist --net lenet``: train a net with the Solver.

``tinygrad-fa train solver.prototxt`` does what a file of Caffe's says (`cli.train_caffe`).
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tinygrad_fa import language
from tinygrad_fa.cli import files, train_caffe
from tinygrad_fa.language.errors import SettingError

if TYPE_CHECKING:
    from tinygrad_fa.data import Dataset
    from tinygrad_fa.metrics import ClassReport
    from tinygrad_fa.net import Net
    from tinygrad_fa.solver import Solver

NAME = "train"

NETS = ("lenet", "cifar10_quick", "mlp")
EPOCHS = {"images": 5, "table": 100}  # a table has few rows, so an epoch is over at once

# What is not said on the command line.  Caffe's own recipe for LeNet (rate 0.01, policy inv) is
# made for 10,000 updates; a straight line down to 0 does well in a run of any length.
RECIPE: dict[str, Any] = {"weight_decay": 0.0005}
RECIPE_OF_TYPE = {
    "SGD": {"base_lr": 0.03, "momentum": 0.9},
    "Nesterov": {"base_lr": 0.03, "momentum": 0.9},
    "Adam": {"base_lr": 0.001},
}
RECIPE_OF_POLICY = {"lr_policy": "poly", "power": 1.0}

# The Solver's own names, and what kind of word each one takes.
SETTINGS: dict[str, Any] = {
    "type": str,
    "base_lr": float,
    "lr_policy": str,
    "gamma": float,
    "power": float,
    "stepsize": int,
    "stepvalue": int,
    "momentum": float,
    "momentum2": float,
    "delta": float,
    "weight_decay": float,
    "regularization_type": str,
    "clip_gradients": float,
    "iter_size": int,
    "max_iter": int,
    "test_interval": int,
    "display": int,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the data, the net, and the settings of the Solver."""
    train_caffe.add_arguments(parser)
    parser.add_argument("--data", help=language.text("cli.train_data_help"))
    parser.add_argument("--root", metavar="DIR", help=language.text("cli.root_help"))
    parser.add_argument("--download", action="store_true", help=language.text("cli.download_help"))
    parser.add_argument("--net", choices=NETS, help=language.text("cli.train_net_help"))
    parser.add_argument("--epochs", type=int, help=language.text("cli.train_epochs_help"))
    parser.add_argument("--batch-size", type=int, help=language.text("cli.train_batch_help"))
    parser.add_argument("--seed", type=int, help=language.text("cli.train_seed_help"))
    parser.add_argument("--dtype", help=language.text("cli.train_dtype_help"))
    parser.add_argument("--save", metavar="FILE", help=language.text("cli.train_save_help"))
    parser.add_argument(
        "--verbose", action="store_true", help=language.text("cli.train_verbose_help")
    )
    group = parser.add_argument_group(language.text("cli.train_settings"))
    for name, kind in SETTINGS.items():
        several = "+" if name == "stepvalue" else None
        option = f"--{name.replace('_', '-')}"
        group.add_argument(option, type=kind, nargs=several, metavar="…")


def run(arguments: argparse.Namespace) -> None:
    """Train, say how well the net does on the test set, and save it if that is wished."""
    from tinygrad_fa.solver.communicators import one_prints

    with one_prints():  # where mpirun has started several
        _train(arguments)


def _train(arguments: argparse.Namespace) -> None:
    from tinygrad_fa import data

    if arguments.save:
        # Before an hour's work, not after it.
        files.make_writable_folder(Path(arguments.save).expanduser().parent)
    if arguments.solver:
        train_caffe.run(arguments, given_settings(arguments))
        return
    if arguments.weights or arguments.snapshot:
        raise SettingError("cli.caffe_needs_file")
    arguments.data = arguments.data or "mnist"
    arguments.seed = arguments.seed or 0
    arguments.dtype = arguments.dtype or "float32"
    is_text = data.get(arguments.data).kind == "text"
    solver, net = _train_on_text(arguments) if is_text else _train_on_samples(arguments)
    if arguments.save:
        net.save(arguments.save, solver=solver)
        print(language.text("cli.written", None, path=arguments.save))
    if solver.interrupted:  # by Ctrl-C: what was learnt until then is shown and saved
        raise KeyboardInterrupt


def _train_on_text(arguments: argparse.Namespace) -> tuple[Solver, Net]:
    """Train on a text, and print the loss beside the entropy of its letters, and a sample."""
    from tinygrad_fa import data
    from tinygrad_fa.cli.text import train_on_text

    text = data.load(arguments.data)
    print(text)
    batch_size = arguments.batch_size or 32
    return train_on_text(
        text,
        arguments.epochs,
        batch_size,
        arguments.seed,
        arguments.dtype,
        {**given_settings(arguments), "verbose": arguments.verbose},
    )


def _train_on_samples(arguments: argparse.Namespace) -> tuple[Solver, Net]:
    """Train on images or on a table, and print the history and a report per class."""
    from tinygrad_fa import models
    from tinygrad_fa.data import Batches
    from tinygrad_fa.layers import CrossEntropyLoss
    from tinygrad_fa.randomness import manual_seed
    from tinygrad_fa.solver import Solver

    train, test = _load(arguments)
    print(train, test, sep="\n")
    manual_seed(arguments.seed)
    make_net = getattr(models, arguments.net or _usual_net(train.inputs.shape[1:]))
    net: Net = make_net(train.inputs.shape[1:], len(train.class_names)).to(arguments.dtype)
    batches = Batches(train, arguments.batch_size or 64, seed=arguments.seed)
    settings = solver_settings(arguments, len(batches), train.info.kind if train.info else "images")
    solver = Solver(
        net,
        loss=CrossEntropyLoss(),
        train=batches,
        test=Batches(test, 250, shuffle=False),
        random_seed=arguments.seed,
        verbose=arguments.verbose,
        **settings,
    )
    solver.solve()
    print(solver.history)
    print("\n" + language.text("cli.train_report"), _class_report(net, test), sep="\n")
    return solver, net


def _usual_net(shape: tuple[int, ...]) -> str:
    """Return the net for inputs of this shape: images in colour, in grey, or a table."""
    if len(shape) != 3:
        return "mlp"
    return "cifar10_quick" if shape[0] == 3 else "lenet"


def solver_settings(arguments: argparse.Namespace, epoch_length: int, kind: str) -> dict[str, Any]:
    """Return what the Solver is told: what was said, and the recipe for what was not.

    Raises:
        SettingError: if both ``--epochs`` and ``--max-iter`` are given.
    """
    given = given_settings(arguments)
    epochs = EPOCHS[kind] if arguments.epochs is None else arguments.epochs
    recipe = {
        **RECIPE,
        **RECIPE_OF_TYPE.get(given.get("type", "SGD"), {}),
        "max_iter": epochs * epoch_length,
        "test_interval": epoch_length,
        "test_initialization": False,
    }
    if "lr_policy" not in given:
        recipe.update(RECIPE_OF_POLICY)
    return {**recipe, **given}


def given_settings(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return the settings of the Solver that were said on the command line.

    Raises:
        SettingError: if both ``--epochs`` and ``--max-iter`` are given.
    """
    given = {name: getattr(arguments, name) for name in SETTINGS}
    given = {name: value for name, value in given.items() if value is not None}
    if arguments.epochs is not None and "max_iter" in given:
        raise SettingError("cli.train_two_lengths")
    return given


def _class_report(net: Net, test: Dataset) -> ClassReport:
    """Return how well each class of the test set is recognised."""
    from tinygrad_fa.data import Batches
    from tinygrad_fa.engine.tensor import Tensor
    from tinygrad_fa.layers.layer import evaluating
    from tinygrad_fa.metrics import ClassReport

    report = ClassReport(test.class_names)
    dtype = net.parameters()[0].dtype
    with evaluating(net):
        for inputs, labels in Batches(test, 250, shuffle=False):
            report.update(net(Tensor(inputs, dtype=dtype)), labels)
    return report


def _load(arguments: argparse.Namespace) -> tuple[Dataset, Dataset]:
    from tinygrad_fa import data

    info = data.get(arguments.data)
    where = {"root": arguments.root, "download": arguments.download}
    train, test = (data.load(info.name, split=split, **where) for split in ("train", "test"))
    if info.kind == "table":
        _standardise(train, test)
    return train, test


def _standardise(train: Dataset, test: Dataset) -> None:
    """Bring every column to mean 0 and deviation 1, as measured on the training set alone."""
    mean, deviation = train.inputs.mean(axis=0), train.inputs.std(axis=0)
    for dataset in (train, test):
        dataset.inputs[...] = (dataset.inputs - mean) / deviation
