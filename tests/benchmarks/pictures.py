"""How long a picture takes: build the graph, go backward, lay it out, write the SVG.

    python tests/benchmarks/pictures.py
    python tests/benchmarks/pictures.py --python torchviz=/path/to/python --path dezero=/its/folder

The same graphs for all: (x+y)·z, the sigmoid neuron, and a random one of about 5,000 scalar nodes.
Ours is measured with its own layout and with Graphviz's program `dot`; torchviz and DeZero draw
with `dot` only.  Each engine runs in a process of its own, and they take turns.  What is
counted is the processor's time, that of `dot` included, and of the rounds the fastest: a busy
moment of the machine is no cost of the picture.  A dash stands where an engine cannot do it, or not
in a minute (`--limit`).
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
LARGE = 6000  # ops; with their inputs about 5,000 nodes here
REPEATS = {"product": 200, "sigmoid": 200, "large, folded": 10, "large": 1}


def product(leaf: Callable[[float], Any], tanh: Any, exp: Any) -> Any:
    """Return (x+y)·z."""
    return (leaf(-2.0) + leaf(5.0)) * leaf(-4.0)


def sigmoid(leaf: Callable[[float], Any], tanh: Any, exp: Any) -> Any:
    """Return the sigmoid neuron with two inputs."""
    w, x = [leaf(2.0), leaf(-3.0), leaf(-3.0)], [leaf(-1.0), leaf(-2.0)]
    return 1 / (1 + exp(-(w[0] * x[0] + w[1] * x[1] + w[2])))


def large(leaf: Callable[[float], Any], tanh: Any, exp: Any) -> Any:
    """Return a sum over a random graph in which most nodes are used near by."""
    dice = random.Random(0)
    nodes = [leaf(dice.uniform(-1, 1)) for _ in range(LARGE // 5)]
    while len(nodes) < LARGE:
        a, b = dice.choice(nodes[-400:]), dice.choice(nodes[-400:])
        nodes.append([a + b, a * b, a - b, tanh(a)][dice.randrange(4)])
    total = nodes[-400]
    for node in nodes[-399:]:
        total = total + node
    return total


GRAPHS = {"product": product, "sigmoid": sigmoid, "large, folded": large, "large": large}


def ours(layout: str) -> Callable[[str], int]:
    """Return how tinygrad_fa draws, with one of its layouts."""
    from tinygrad_fa import Value
    from tinygrad_fa.draw.graph import graph_of
    from tinygrad_fa.draw.picture import picture_of

    def picture(name: str) -> int:
        result = GRAPHS[name](Value, Value.tanh, Value.exp)
        result.backward()
        graph = graph_of(result, fold=name != "large")
        return len(picture_of(graph, layout, "en", None).svg)

    return picture


def torchviz() -> Callable[[str], int]:
    """Return how torchviz draws."""
    import torch
    from torchviz import make_dot

    def leaf(number: float) -> Any:
        return torch.tensor(number, requires_grad=True)

    def picture(name: str) -> int:
        result = GRAPHS[name](leaf, torch.tanh, torch.exp)
        result.backward(retain_graph=True)
        return len(make_dot(result).pipe(format="svg"))

    return picture


def dezero() -> Callable[[str], int]:
    """Return how DeZero draws."""
    import numpy

    numpy.int = int  # type: ignore[attr-defined]  # gone from NumPy, and DeZero asks for it
    import dezero.functions as functions
    from dezero import Variable
    from dezero.utils import get_dot_graph

    def picture(name: str) -> int:
        result = GRAPHS[name](lambda x: Variable(numpy.array(x)), functions.tanh, functions.exp)
        result.backward(retain_grad=True)
        source = get_dot_graph(result).encode()
        done = subprocess.run(["dot", "-Tsvg"], input=source, capture_output=True, check=True)
        return len(done.stdout)

    return picture


ENGINES = {
    "built-in": lambda: ours("builtin"),
    "dot": lambda: ours("dot"),
    "torchviz": torchviz,
    "dezero": dezero,
}


def work(engine: str) -> None:
    """Time the graphs that are asked for, one a line; what draws nothing says so."""
    picture = ENGINES[engine]()
    picture("product")  # what is loaded at the first call is no cost of the next
    print("ready", flush=True)
    for line in sys.stdin:
        name = line.strip()
        began = worked()
        sizes = [picture(name) for _ in range(REPEATS[name])]
        print(json.dumps([(worked() - began) / len(sizes), sizes[0]]), flush=True)


def worked() -> float:
    """Return the seconds that a processor has worked for this process and those it started."""
    return sum(os.times()[:4])


def started(engine: str, python: str, path: str | None) -> subprocess.Popen[str] | None:
    """Start an engine's process; None if it cannot draw here."""
    search = os.pathsep.join([str(ROOT), *([path] if path else [])])
    environment = {**os.environ, "PYTHONPATH": search, "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(
        [python, __file__, "--work", engine], text=True, env=environment,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        start_new_session=True,  # so that `dot` can be stopped with it
    )  # fmt: skip
    assert process.stdout is not None
    return process if process.stdout.readline().strip() == "ready" else None


def stop(process: subprocess.Popen[str]) -> None:
    """End an engine and the programs it has started."""
    with contextlib.suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)


def asked(process: subprocess.Popen[str], name: str, limit: float) -> tuple[float, int] | None:
    """Have an engine draw a graph; None if it fails, or is not done after `limit` seconds."""
    assert process.stdin is not None and process.stdout is not None
    timer = threading.Timer(limit, stop, [process])
    timer.start()
    try:
        process.stdin.write(name + "\n")
        process.stdin.flush()
        seconds, size = json.loads(process.stdout.readline())
    except (OSError, ValueError):
        return None
    finally:
        timer.cancel()
    return seconds, size


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--limit", type=float, default=60.0, help="seconds for one picture")
    parser.add_argument("--python", action="append", default=[], metavar="ENGINE=PROGRAM")
    parser.add_argument("--path", action="append", default=[], metavar="ENGINE=FOLDER")
    parser.add_argument("--work", choices=ENGINES, help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.work:
        work(told.work)
        return
    pythons = dict(pair.split("=", 1) for pair in told.python)
    paths = dict(pair.split("=", 1) for pair in told.path)
    processes = {
        engine: started(engine, pythons.get(engine, sys.executable), paths.get(engine))
        for engine in ENGINES
    }
    here = {engine: process for engine, process in processes.items() if process is not None}
    print(f"{'milliseconds (kilobytes of SVG)':34}" + "".join(f"{engine:>22}" for engine in here))
    for name in GRAPHS:
        best: dict[str, tuple[float, int]] = {}
        for _ in range(1 if name == "large" else told.rounds):
            for engine, process in here.items():
                if name == "large, folded" and engine not in ("built-in", "dot"):
                    continue  # the others cannot fold
                found = asked(process, name, told.limit)
                if found is not None:
                    best[engine] = min(found, best.get(engine, found))
        cells = [
            f"{best[e][0] * 1e3:,.1f} ({best[e][1] / 1e3:,.0f})" if e in best else "–" for e in here
        ]
        print(f"{name:34}" + "".join(f"{cell:>22}" for cell in cells))
    for process in here.values():
        stop(process)
        process.communicate()


if __name__ == "__main__":
    main()
