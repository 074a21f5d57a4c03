"""``tinygrad-fa demo``: two formulas by hand, by machine and in pictures; then a net that reads.

The numbers are not taken on trust: the demo compares them with the closed form and stops with
an error if a single one is off.
"""

from __future__ import annotations

import argparse
import math
import time
from pathlib import Path
from typing import Any

from tinygrad_fa import language
from tinygrad_fa.cli import files
from tinygrad_fa.cli.table import aligned
from tinygrad_fa.cli.train import RECIPE, RECIPE_OF_POLICY, RECIPE_OF_TYPE
from tinygrad_fa.engine.checks import check_gradients
from tinygrad_fa.engine.expression import function_of, parse
from tinygrad_fa.language.errors import GraphError

NAME = "demo"

TOLERANCE = 1e-12
LINE = "─" * 72

EPOCHS, QUICK_UPDATES = 10, 30  # ten times through 5,000 digits: 97 % with room to spare


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the folder, and the short form."""
    parser.add_argument(
        "--out", metavar="DIR", default="tinygrad_fa_demo", help=language.text("cli.demo_out_help")
    )
    parser.add_argument("--quick", action="store_true", help=language.text("cli.demo_quick_help"))


def run(arguments: argparse.Namespace) -> None:
    """Show both formulas, train the net, and tell where the files are and what to try next."""
    started = time.perf_counter()
    folder = files.make_folder(arguments.out)
    print(language.text("cli.demo_welcome"))
    _show("product", "(x+y)*z", {"x": -2.0, "y": 5.0, "z": -4.0}, product_gradients(), folder)
    _show("neuron", NEURON, NEURON_POINT, neuron_gradients(), folder)
    _train(quick=arguments.quick)
    print(language.text("cli.demo_files", None, folder=folder.resolve()))
    for path in sorted(folder.iterdir()):
        print(f"  {path.name}")
    print(language.text("cli.demo_next", None, seconds=round(time.perf_counter() - started)))


NEURON = "1/(1+exp(-(w0*x0+w1*x1+w2)))"
NEURON_POINT = {"w0": 2.0, "x0": -1.0, "w1": -3.0, "x1": -2.0, "w2": -3.0}


def product_gradients() -> dict[str, float]:
    """Return the gradients of (x+y)z at (−2, 5, −4), as worked out on the board."""
    return {"x": -4.0, "y": -4.0, "z": 3.0}


def neuron_gradients() -> dict[str, float]:
    """Return the gradients of σ(w₀x₀ + w₁x₁ + w₂) from the closed form σ′ = σ(1 − σ)."""
    w0, x0, w1, x1, w2 = NEURON_POINT.values()
    out = 1 / (1 + math.exp(-(w0 * x0 + w1 * x1 + w2)))
    slope = out * (1 - out)
    return {
        "w0": slope * x0,
        "x0": slope * w0,
        "w1": slope * x1,
        "x1": slope * w1,
        "w2": slope,
    }


def compare(found: dict[str, float], wanted: dict[str, float]) -> str:
    """Return a table of gradients beside their closed form.

    Raises:
        GraphError: if one of them is farther from it than 10⁻¹².
    """
    for name, exact in wanted.items():
        if not abs(found[name] - exact) <= TOLERANCE:
            raise GraphError("cli.demo_wrong", name=name, found=found[name], exact=exact)
    header = [language.text(f"cli.demo_{word}") for word in ("gradient", "engine", "closed_form")]
    rows = [[f"∂f/∂{name}", f"{found[name]:.12g}", f"{wanted[name]:.12g}"] for name in wanted]
    return aligned([header, *rows])


def _headline(name: str, **values: object) -> None:
    print(f"\n{LINE}\n{language.text(f'cli.demo_{name}', None, **values)}\n{LINE}\n")


def _show(
    name: str, formula: str, point: dict[str, float], wanted: dict[str, float], folder: Path
) -> None:
    from tinygrad_fa.draw import derive, draw

    at = ", ".join(f"{variable} = {number:g}" for variable, number in point.items())
    _headline(name, formula=formula, at=at)
    result, leaves = parse(formula, **point)
    result.name = "f"
    result.backward()
    derivation = derive(result)
    print(derivation.text)
    print("\n" + compare({leaf: node.grad for leaf, node in leaves.items()}, wanted))
    print("\n" + language.text("cli.demo_witnesses"))
    report = check_gradients(function_of(formula), *leaves.values())
    print(report)
    if not report.ok:
        raise GraphError("cli.demo_witnesses_disagree", formula=formula)
    files.write_text(folder / f"{name}.svg", draw(result).svg)
    files.write_text(folder / f"{name}.md", derivation.markdown + "\n")


def _train(quick: bool) -> None:
    from tinygrad_fa import data
    from tinygrad_fa.layers import CrossEntropyLoss
    from tinygrad_fa.models import lenet
    from tinygrad_fa.randomness import manual_seed
    from tinygrad_fa.solver import Solver

    train, test = (data.load("mnist", split, source="bundled") for split in ("train", "test"))
    batches = data.Batches(train, 64, seed=0)
    updates = QUICK_UPDATES if quick else EPOCHS * len(batches)
    _headline("net", train=len(train), test=len(test))
    settings: dict[str, Any] = {**RECIPE, **RECIPE_OF_TYPE["SGD"], **RECIPE_OF_POLICY}
    manual_seed(0)
    solver = Solver(
        lenet(),
        loss=CrossEntropyLoss(),
        train=batches,
        test=data.Batches(test, 250, shuffle=False),
        max_iter=updates,
        test_initialization=False,
        random_seed=0,
        **settings,
    )
    started = time.perf_counter()
    solver.solve()
    if solver.interrupted:
        raise KeyboardInterrupt
    seconds = time.perf_counter() - started
    accuracy = solver.history.tests[-1].accuracy or 0.0
    percent = f"{100 * accuracy:.1f}"
    print(language.text("cli.demo_accuracy", None, percent=percent, seconds=f"{seconds:.0f}"))
