"""``tinygrad-fa train solver.prototxt --data mnist``: a training as Caffe's files tell it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tinygrad_fa import language
from tinygrad_fa.language.errors import SettingError

if TYPE_CHECKING:
    from tinygrad_fa.solver import Solver

# What a prototxt says itself, so that the command line may not.
TOLD_BY_THE_FILE = ("net", "epochs", "batch_size")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the file, and what goes with it."""
    parser.add_argument(
        "solver", nargs="?", metavar="SOLVER", help=language.text("cli.caffe_solver_help")
    )
    group = parser.add_argument_group(language.text("cli.caffe_settings"))
    group.add_argument("--weights", metavar="FILE", help=language.text("cli.caffe_weights_help"))
    group.add_argument("--snapshot", metavar="FILE", help=language.text("cli.caffe_snapshot_help"))


def run(arguments: argparse.Namespace, settings: dict[str, Any]) -> None:
    """Train as the solver file says, and save the net if that is wished.

    Args:
        arguments: of the command line.
        settings: those of the Solver that were given there: they go before the file's.

    Raises:
        SettingError: for options that the file answers, and for `weights` beside `snapshot`.
    """
    from tinygrad_fa.caffe import load_solver

    for name in TOLD_BY_THE_FILE:
        if getattr(arguments, name) is not None:
            option = f"--{name.replace('_', '-')}"
            raise SettingError("cli.caffe_told_by_file", option=option, path=arguments.solver)
    if arguments.weights and arguments.snapshot:  # as in Caffe
        raise SettingError("cli.caffe_weights_and_snapshot")
    if arguments.seed is not None:
        settings["random_seed"] = arguments.seed
    solver = load_solver(
        arguments.solver,
        arguments.data,
        weights=arguments.weights,
        root=arguments.root,
        download=arguments.download,
        verbose=True,
        **settings,
    )
    if arguments.dtype:
        solver.net.to(arguments.dtype)
    if arguments.snapshot:
        _restore(solver, arguments.snapshot)
    solver.solve()
    print(solver.history)
    if arguments.save:
        _save(solver, arguments.save)
        print(language.text("cli.written", None, path=arguments.save))
    if solver.interrupted:
        raise KeyboardInterrupt


def _restore(solver: Solver, path: str) -> None:
    """Go on from a snapshot of ours or a solver state of Caffe's."""
    from tinygrad_fa.caffe.solverstate import restore_solverstate

    if path.removesuffix(".h5").endswith(".solverstate"):
        restore_solverstate(solver, path)
        print(language.text("cli.caffe_restored", None, path=path, iteration=solver.iteration))
    else:
        print(solver.restore(path), file=sys.stdout)


def _save(solver: Solver, path: str) -> None:
    """Write the weights: as a Caffe model if the name says so, else as safetensors."""
    from tinygrad_fa.caffe.caffemodel import save_caffemodel

    if Path(path.removesuffix(".h5")).suffix == ".caffemodel":
        save_caffemodel(solver.net, path)
    else:
        solver.net.save(path, solver=solver)
