# ruff: noqa: E402 (how many threads there are is said before NumPy is imported)
"""How the cost of a training step grows with the batch and with the depth: it should be a line.

    python tests/benchmarks/linearity.py [--out linearity.svg]

A step is forward, backward and an update of a net of convolutions.  For each size the fastest of
several steps counts, in one thread; the sizes take turns, so that a busy moment of the machine does
not hit one of them alone.  A line is fitted through the times; the largest distance from it and the
exponent of the growth (1: linear, 2: quadratic) are told.  The plot is drawn where matplotlib is.
"""

from __future__ import annotations

import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import argparse
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from tinygrad_fa import Net, Solver
from tinygrad_fa.layers import (
    Conv2d,
    CrossEntropyLoss,
    GlobalAvgPool,
    Linear,
    ReLU,
    Residual,
    Sequential,
)  # fmt: skip

BATCHES = (8, 16, 32, 64, 96, 128)
DEPTHS = (1, 2, 4, 8, 12, 16)


def net_of(depth: int) -> Net:
    """Return a net with `depth` residual blocks of 16 channels."""
    blocks = [Residual(Sequential(Conv2d(16, 16, 3, padding=1), ReLU())) for _ in range(depth)]
    return Net(Conv2d(3, 16, 3, padding=1), *blocks, GlobalAvgPool(), Linear(16, 10))


def step_of(batch: int, depth: int) -> Callable[[], object]:
    """Return a function that makes one update with a batch of made-up images of 16 × 16."""
    generator = numpy.random.default_rng(0)
    images = generator.random((batch, 3, 16, 16), dtype="float32")
    labels = generator.integers(0, 10, batch)
    net = net_of(depth)
    solver = Solver(
        net, (images, labels), loss=CrossEntropyLoss(), type="SGD", base_lr=0.01, progress=False
    )
    return lambda: solver.step(1)


def fastest(steps: Sequence[Callable[[], object]], rounds: int) -> list[float]:
    """Return the seconds of the fastest of `rounds` turns of each step."""
    times = [float("inf")] * len(steps)
    for _ in range(rounds + 1):  # the first turn warms up; it is never the fastest
        for i, step in enumerate(steps):
            start = time.perf_counter()
            step()
            times[i] = min(times[i], time.perf_counter() - start)
    return times


def peaks(steps: Sequence[Callable[[], object]]) -> list[float]:
    """Return the bytes that each step needs above what was there before."""
    found = []
    for step in steps:
        tracemalloc.start()
        before, _ = tracemalloc.get_traced_memory()
        step()
        found.append(tracemalloc.get_traced_memory()[1] - before)
        tracemalloc.stop()
    return found


def judged(sizes: Sequence[int], costs: Sequence[float]) -> tuple[float, float, str]:
    """Return the fitted line (slope, start), and a sentence about it."""
    slope, start = numpy.polyfit(sizes, costs, 1, w=1 / numpy.asarray(costs))
    line = slope * numpy.asarray(sizes) + start
    distance = float(numpy.abs(line / costs - 1).max())
    power = float(numpy.polyfit(numpy.log(sizes[2:]), numpy.log(costs[2:]), 1)[0])
    return slope, start, f"{100 * distance:.0f} % from a line at most, grows with power {power:.2f}"


def main() -> None:
    """Measure, print, and plot."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--out", type=Path, help="where to draw the plot (.svg or .png)")
    options = parser.parse_args()
    curves = []
    for name, sizes, steps in (
        ("batch", BATCHES, [step_of(batch, 4) for batch in BATCHES]),
        ("depth", DEPTHS, [step_of(32, depth) for depth in DEPTHS]),
    ):
        for what, unit, costs in (
            ("time", "ms", [1e3 * seconds for seconds in fastest(steps, options.rounds)]),
            ("memory", "MiB", [size / 2**20 for size in peaks(steps)]),
        ):
            *line, sentence = judged(sizes, costs)
            curves.append((name, what, unit, sizes, costs, line))
            print(f"{what} of a step over {name}: {sentence}")
            row = "  ".join(f"{n}: {cost:.1f}" for n, cost in zip(sizes, costs, strict=True))
            print(f"  {name}: {unit}   {row}")
    if options.out:
        plot(curves, options.out)


def plot(curves: list, path: Path) -> None:
    """Draw the four curves with their lines."""
    try:
        import matplotlib
    except ImportError:
        print("no plot: matplotlib is not here", file=sys.stderr)
        return
    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(2, 2, figsize=(9, 6), layout="constrained")
    for axis, (name, what, unit, sizes, costs, (slope, start)) in zip(
        axes.flat, curves, strict=True
    ):
        axis.plot([0, sizes[-1]], [start, start + slope * sizes[-1]], color="0.7")
        axis.plot(sizes, costs, "o")
        axis.set(xlabel=name, ylabel=f"{what} of a step ({unit})", xlim=(0, None), ylim=(0, None))
    figure.savefig(path)
    print(f"plot: {path}")


if __name__ == "__main__":
    main()
