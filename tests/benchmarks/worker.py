"""One engine running one job: answers the parent's questions on standard input.

Usage: worker.py JOB ENGINE, then lines ``losses N``, ``time SECONDS`` or ``memory 1`` (the most
bytes that the process held so far), answered by a list of numbers in JSON.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))


def main() -> None:
    """Set the job up, then answer until the input ends."""
    job, engine = sys.argv[1:3]
    module = importlib.import_module(f"jobs.{job}")
    step = getattr(module, engine)()
    count = {"updates": module.UPDATES} if hasattr(module, "UPDATES") else {}
    for line in sys.stdin:
        command, amount = line.split()
        if command == "losses":
            answer = [float(step()) for _ in range(int(amount))]
        elif command == "memory":
            answer = [_peak_memory()]
        else:
            answer = [
                _seconds_per_step(lambda: step(**count), float(amount)) / count.get("updates", 1)
            ]
        print(json.dumps(answer), flush=True)


def _seconds_per_step(step, budget: float) -> float:
    """Return the mean time of as many steps as fit in the budget (at least one)."""
    steps, start = 0, time.perf_counter()
    while True:
        step()
        steps += 1
        spent = time.perf_counter() - start
        if spent >= budget:
            return spent / steps


def _peak_memory() -> int:
    """Return the most bytes that this process has held in main memory at a time."""
    import resource  # not on Windows

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024  # macOS counts bytes, others KiB


if __name__ == "__main__":
    main()
