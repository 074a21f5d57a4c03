"""Does a warm-up help?  A small convolutional net, with and without, at several learning rates.

    python lessons/reference/warmup.py --rates 0.05 0.1 0.2 0.4 --seeds 5 --out warmup

prints the table of the page ``warmup.md`` and, with ``--out``, draws two pictures: the schedules,
and the losses of the first seed at the first rate.  Handwritten digits that come with the package
(5,000 to train with, 1,000 to test), three epochs of 100 updates.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from statistics import mean
from typing import Any

import tinygrad_fa as tg
from tinygrad_fa.data import Batches, load
from tinygrad_fa.draw import plot_runs, plot_schedules
from tinygrad_fa.solver.schedules import CosineDecay, Schedule, WarmupCosineDecay

BATCH_SIZE = 50
NAMES = {
    "en": ("without warm-up", "with warm-up"),
    "fa": ("بدون گرم‌کردن", "با گرم‌کردن"),
}


def small_net() -> Any:
    """Return two convolutions and a linear layer: 5,994 parameters."""
    return tg.Net(
        tg.Conv2d(1, 8, 5), tg.ReLU(), tg.MaxPool2d(2),
        tg.Conv2d(8, 16, 5), tg.ReLU(), tg.MaxPool2d(2),
        tg.Flatten(), tg.Linear(256, 10),
    )  # fmt: skip


def both_schedules(rate: float, steps: int) -> tuple[Schedule, Schedule]:
    """Return the cosine alone, and the same after a warm-up of a tenth of the training."""
    warmup = max(1, steps // 10)
    return CosineDecay(rate, steps), WarmupCosineDecay(0.0, rate, warmup, steps, warmup // 2)


def train(schedule: Schedule, digits: Any, test: Any, seed: int, epochs: int) -> Any:
    """Train a new net and return the Solver's history."""
    tg.manual_seed(seed)
    solver = tg.Solver(
        small_net(),
        loss=tg.CrossEntropyLoss(),
        train=Batches(digits, BATCH_SIZE, seed=seed),
        test=Batches(test, 500, shuffle=False),
        type="SGD",
        momentum=0.9,
        schedule=schedule,
        progress=False,
    )
    return solver.fit(epochs)


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, print the table, and draw."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rates", type=float, nargs="+", default=[0.1])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--samples", type=int, default=5000)
    parser.add_argument("--out", help="the beginning of the pictures' names")
    parser.add_argument("--lang", choices=("en", "fa"), default="en")
    told = parser.parse_args(arguments)
    tg.set_language(told.lang)
    digits, test = load("mnist", split="train")[: told.samples], load("mnist", split="test")
    steps = told.epochs * -(-len(digits) // BATCH_SIZE)
    print("| rate | warm-up | highest loss, first 60 updates | loss, last 50 | test accuracy |")
    print("|---|---|---|---|---|")
    for number, rate in enumerate(told.rates):
        schedules = both_schedules(rate, steps)
        runs = [
            [train(schedule, digits, test, seed, told.epochs) for seed in range(told.seeds)]
            for schedule in schedules
        ]
        for word, histories in zip(("no", "yes"), runs, strict=True):
            print(row(rate, word, histories), flush=True)
        if told.out and number == 0:
            draw(told.out, schedules, [histories[0] for histories in runs], NAMES[told.lang])


def row(rate: float, word: str, histories: Sequence[Any]) -> str:
    """Return a line of the table: means over the seeds."""
    highest = mean(max(history.loss[:60]) for history in histories)
    last = mean(mean(history.loss[-50:]) for history in histories)
    right = mean(history.tests[-1].accuracy for history in histories)
    return f"| {rate:g} | {word} | {highest:.2f} | {last:.3f} | {100 * right:.1f} % |"


def draw(out: str, schedules: Sequence[Schedule], runs: Sequence[Any], names: Any) -> None:
    """Draw the schedules, and the losses over each other."""
    figure = plot_schedules(*schedules, labels=names).figure
    figure.savefig(Path(f"{out}_rates.png"), dpi=100)
    figure = plot_runs(dict(zip(names, runs, strict=True)))[0].figure
    figure.savefig(Path(f"{out}_losses.png"), dpi=100)


if __name__ == "__main__":
    main()
