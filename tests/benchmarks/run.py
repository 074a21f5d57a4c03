"""Run the benchmark jobs for every engine that is here; print medians of time, and memory."""

from __future__ import annotations

import argparse
import importlib
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
JOBS = {
    "a": ["a"],
    "b": ["b_product", "b_sigmoid"],
    "c": ["c"],
    "d": ["d"],
    "e": ["e"],
    "f": ["f"],
    "g": ["g"],
    "h": ["h_scalar", "h_tensor"],
}
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"
)


class Measured(NamedTuple):
    """What one engine needed: seconds per step in each round, the most bytes held at a time."""

    times: list[float]
    memory: float

    @property
    def seconds(self) -> float:
        """The median over the rounds."""
        return statistics.median(self.times)

    def ratio(self, peer: Measured) -> float:
        """Return the median of the rounds' ratios.

        The two times of a round lie a moment apart, so a machine that slows down for a while
        (heat, neighbours) slows both and leaves their ratio alone.
        """
        return statistics.median(a / b for a, b in zip(self.times, peer.times, strict=True))


class Engine:
    """One engine in a process of its own, doing one job."""

    def __init__(self, job: str, name: str, python: str, path: str | None) -> None:
        search = [str(HERE.parent.parent), *([path] if path else [])]
        environment = {**os.environ, **ONE_THREAD, "PYTHONPATH": os.pathsep.join(search)}
        self.name = name
        self.process = subprocess.Popen(
            [python, str(HERE / "worker.py"), job, name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )

    def ask(self, question: str) -> list[float] | None:
        """Return the answer, or None if the process is not there (the peer is missing)."""
        assert self.process.stdin and self.process.stdout
        try:
            self.process.stdin.write(question + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            return None
        line = self.process.stdout.readline()
        return json.loads(line) if line else None

    def close(self) -> str:
        """End the process and return the last line of its complaints."""
        _, complaints = self.process.communicate()
        return complaints.strip().splitlines()[-1] if complaints.strip() else ""


def _interpreter(name: str, options: argparse.Namespace) -> str:
    """Return the Python for an engine; one called ``torch_steps`` runs where ``torch`` does."""
    return options.python.get(name.partition("_")[0], sys.executable)


def measure(job: str, options: argparse.Namespace) -> dict[str, Measured]:
    """Return what each engine that can do the job needed."""
    sys.path.insert(0, str(HERE))
    wanted = importlib.import_module(f"jobs.{job}").ENGINES
    engines = [
        Engine(job, name, _interpreter(name, options), options.path.get(name))
        for name in wanted
        if name == "ours" or not options.peers or name in options.peers
    ]
    losses = {engine: engine.ask("losses 3") for engine in engines}
    for engine in [e for e in engines if losses[e] is None]:
        print(f"  {job}: {engine.name} is not here ({engine.close()})", file=sys.stderr)
        engines.remove(engine)
    reference = losses[engines[0]]
    assert reference is not None
    for engine in engines[1:]:
        found = losses[engine]
        assert found is not None
        if any(abs(a - b) > 1e-3 * (1 + abs(a)) for a, b in zip(reference, found, strict=True)):
            raise SystemExit(f"{job}: {engine.name} computes {found}, ours {reference}")
    times: dict[str, list[float]] = {engine.name: [] for engine in engines}
    for _ in range(options.rounds):
        for engine in engines:
            time.sleep(options.pause)
            answer = engine.ask(f"time {options.seconds}")
            assert answer is not None, engine.name
            times[engine.name] += answer
    memory = {engine.name: engine.ask("memory 1") or [math.nan] for engine in engines}
    for engine in engines:
        engine.close()
    return {name: Measured(values, memory[name][0]) for name, values in times.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=_letters, default=list(JOBS), help="letters, e.g. a,b,e")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=0.3, help="length of one timing")
    parser.add_argument(
        "--pause", type=float, default=0.0, help="rest before each timing, for a throttled machine"
    )
    parser.add_argument("--peers", type=lambda s: s.split(","), default=[])
    for name, what in (("python", "ENGINE=interpreter"), ("path", "ENGINE=folder to import from")):
        parser.add_argument(f"--{name}", action="append", default=[], metavar=what)
    options = parser.parse_args()
    options.python = dict(pair.split("=", 1) for pair in options.python)
    options.path = dict(pair.split("=", 1) for pair in options.path)
    print(f"Python {platform.python_version()}, one thread, median of {options.rounds} rounds\n")
    print("| job | peer | ours | peer's time | ours ÷ peer | ours, MiB | peer's | ours ÷ peer |")
    print("|---|---|---|---|---|---|---|---|")
    for letter in options.jobs:
        for job in JOBS[letter]:
            found = measure(job, options)
            ours = found.pop("ours")
            for name, peer in found.items():
                cells = [job, name]
                cells += [_time(ours), _time(peer), f"{ours.ratio(peer):.3f}"]
                cells += [_memory(ours), _memory(peer), f"{ours.memory / peer.memory:.2f}"]
                print("|", " | ".join(cells), "|", flush=True)
            if not found:
                print(
                    f"| {job} | – | {_time(ours)} | – | – | {_memory(ours)} | – | – |", flush=True
                )


def _letters(text: str) -> list[str]:
    letters = text.split(",")
    if unknown := [letter for letter in letters if letter not in JOBS]:
        raise argparse.ArgumentTypeError(f"no job {unknown[0]!r}; there are {', '.join(JOBS)}")
    return letters


def _memory(engine: Measured) -> str:
    return f"{engine.memory / 2**20:.0f}"


def _time(engine: Measured) -> str:
    seconds = engine.seconds
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


if __name__ == "__main__":
    main()
