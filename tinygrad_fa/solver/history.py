"""What a training has been: losses, learning rates and test results."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tinygrad_fa.language import text


@dataclass(frozen=True)
class TestResult:
    """One test: after how many updates, and what came out.

    Attributes:
        iteration: how many updates were made.
        loss: the mean over the samples; of a net with losses of its own their weighted sum.
        accuracy: between 0 and 1, or None where the targets are not class numbers.
        number: of the test net, where there are several.
        name: its name.
        outputs: of a net with losses of its own: name → mean over the batches, one number each or
            a list.
        metrics: the other metrics by name.
    """

    __test__ = False  # pytest: this is not a test of ours

    iteration: int
    loss: float
    accuracy: float | None = None
    number: int = 0
    name: str = "0"
    outputs: dict[str, Any] = field(default_factory=dict)
    metrics: dict[str, float] = field(default_factory=dict)

    def logs(self) -> dict[str, float]:
        """Return the results that are one number each, by name."""
        logs = {"loss": self.loss}
        if self.accuracy is not None:
            logs["accuracy"] = self.accuracy
        single = {n: v for n, v in self.outputs.items() if isinstance(v, float) and n != "loss"}
        return {**logs, **single, **self.metrics}


@dataclass(eq=False)
class History:
    """The record of a training, in the order in which things happened.

    Attributes:
        iteration: the number of each update (0 is the first).
        loss: the loss of each iteration, before its update.
        lr: the learning rate that its update used.
        tests: the results of the tests.
        epoch: the number of each epoch that came to its end.
        history: name → one number per epoch, as in Keras: ``loss`` and the metrics (means over the
            epoch's samples), ``lr`` (of its last update), ``train_loss`` (if `fit` is asked for
            it), ``val_loss``, ``val_accuracy``, …; None where an epoch has no such number.
    """

    iteration: list[int] = field(default_factory=list)
    loss: list[float] = field(default_factory=list)
    lr: list[float] = field(default_factory=list)
    tests: list[TestResult] = field(default_factory=list)
    epoch: list[int] = field(default_factory=list)
    history: dict[str, list[Any]] = field(default_factory=dict)

    def add_iteration(self, iteration: int, loss: float, lr: float) -> None:
        """Note one iteration."""
        self.iteration.append(iteration)
        self.loss.append(loss)
        self.lr.append(lr)

    def add_epoch(self, epoch: int, logs: dict[str, Any]) -> None:
        """Note the end of an epoch; every list of `history` grows by one.

        An epoch that was stopped in its middle, and finished later, stands there once: as it was
        when it was finished.
        """
        if self.epoch and self.epoch[-1] == epoch:
            self.epoch.pop()
            for values in self.history.values():
                values.pop()
        for name in logs:
            self.history.setdefault(name, [None] * len(self.epoch))
        for name, values in self.history.items():
            values.append(logs.get(name))
        self.epoch.append(epoch)

    def plot(self, axes: Any = None) -> list[Any]:
        """Draw losses, accuracies and learning rates with matplotlib; return the axes.

        Several trainings over each other: `tinygrad_fa.draw.plot_runs`.
        """
        from tinygrad_fa.draw.curves import plot_runs

        return plot_runs({"": self}, axes)

    def __repr__(self) -> str:
        lines = [text("solver.history_empty")]
        if self.loss:
            lines = [
                text(
                    "solver.history_training",
                    iterations=len(self.loss),
                    epochs=len(self.epoch),
                    first=f"{self.loss[0]:.6g}",
                    last=f"{self.loss[-1]:.6g}",
                    lr=f"{self.lr[-1]:.6g}",
                )
            ]
        if self.tests:
            lines.append(
                text(
                    "solver.history_tests", count=len(self.tests), result=described(self.tests[-1])
                )
            )
            scored = [test for test in self.tests if test.accuracy is not None]
            if len(scored) > 1:
                best = max(scored, key=lambda test: test.accuracy or 0.0)
                lines.append(text("solver.history_best", result=described(best)))
        return "\n".join(lines)


def described(result: TestResult) -> str:
    """Return a test result in words."""
    only_one = (result.number, result.name) == (0, "0")
    name = "" if only_one else f" `{result.name}`"
    values = {"name": name, "iteration": result.iteration, "loss": f"{result.loss:.6g}"}
    if result.accuracy is None:
        return text("solver.test_loss", **values)
    return text("solver.test_accuracy", **values, percent=f"{100 * result.accuracy:.2f}")
