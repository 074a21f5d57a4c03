"""How good a net is: the loss, and metrics, over batches that are added one by one."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.metrics import Accuracy
from tinygrad_fa.solver.records import remembered, remind

RESERVED = ("loss", "batch_loss", "train_loss", "lr")  # names in the logs that are no metrics


@dataclass(frozen=True, eq=False)
class TestNet:
    """What a net is tested with; a Solver may have several.

    Args:
        data: batches, or a pair of arrays, as for ``Solver(train=…)``.
        net: the net that is tested; it shares its weights with the net that is trained, by their
            names.  None: the net that is trained, itself, in eval mode.
        loss: the loss that judges it; None: that of the training.
        iterations: how many batches a test takes; None: `test_iter`, or all of them once.
        name: what results and lines call it.
    """

    __test__ = False  # pytest: this is not a test of ours

    data: Any
    net: Any = None
    loss: Any = None
    iterations: int | None = None
    name: str | None = None


class Mean:
    """A metric made of a function: the mean of what it gives for each batch.

    Args:
        name: of the metric, for messages.
        function: ``function(prediction, target)`` gives one number for a batch, its mean.
    """

    def __init__(self, name: str, function: Callable[[Any, Any], Any]) -> None:
        self.name, self.function = name, function
        self.reset()

    def reset(self) -> None:
        """Start again from nothing."""
        self.total, self.samples = 0.0, 0

    def update(self, prediction: Any, target: Any) -> None:
        """Count a batch.

        Raises:
            SettingError: if the function gives something that is not one number.
        """
        value = self.function(prediction, target)
        self.total += as_number(self.name, value) * len(target)
        self.samples += len(target)

    def state_dict(self) -> dict[str, Any]:
        """Return what was counted so far."""
        return {"total": self.total, "samples": self.samples}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take back what `state_dict` returned."""
        self.total, self.samples = state["total"], state["samples"]

    def compute(self) -> float:
        """Return the mean over all samples; NaN before there are any."""
        return self.total / self.samples if self.samples else float("nan")


def as_number(name: str, value: Any) -> float:
    """Return what a metric gave as a float.

    Raises:
        SettingError: if it is not one number; a NaN is one.
    """
    is_array = isinstance(value, Tensor) or backend.is_array(value)
    if is_array and value.size == 1:
        return float(value.item())
    if isinstance(value, Real):
        return float(value)
    found = f"{type(value).__name__} {tuple(value.shape)}" if is_array else repr(value)
    raise SettingError("solver.metric_no_number", name=name, value=found)


def make_metrics(given: Any) -> dict[str, Any]:
    """Return metrics by name, each with ``update(prediction, target)`` and ``compute()``.

    Args:
        given: name → metric, or a list of metrics, which are then called as their function or
            class is.  A metric is a function ``f(prediction, target)`` that gives one number for
            a batch, an object such as `tinygrad_fa.metrics.Accuracy`, or the word "accuracy".

    Raises:
        SettingError: for something else, and for a name that is taken.
    """
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise SettingError("solver.bad_metrics", value=repr(given))
    named = given.items() if isinstance(given, Mapping) else [(_name(m), m) for m in given]
    metrics: dict[str, Any] = {}
    for name, metric in named:
        if not isinstance(name, str) or name in RESERVED or name in metrics:
            raise SettingError("solver.metric_name", name=name, taken=", ".join(RESERVED))
        metrics[name] = _metric(name, metric)
    return metrics


def _name(metric: Any) -> Any:
    if isinstance(metric, str):
        return metric
    return getattr(metric, "__name__", type(metric).__name__.lower())


def _metric(name: str, metric: Any) -> Any:
    if metric == "accuracy":
        return Accuracy()
    if hasattr(metric, "update") and hasattr(metric, "compute") and not isinstance(metric, type):
        fresh = copy.deepcopy(metric)
        if hasattr(fresh, "reset"):
            fresh.reset()
        return fresh
    if callable(metric) and not isinstance(metric, type):
        return Mean(name, metric)
    raise SettingError("solver.bad_metrics", value=repr(metric))


class Means:
    """The mean loss and the metrics of batches that are added one by one.

    Args:
        metrics: name → metric, as `make_metrics` returns them; they are copied, not counted in.
        loss: the loss function; places that it ignores do not count for the accuracy, either.
        classified: whether the accuracy is counted without being asked for, where the targets
            turn out to be classes.
    """

    def __init__(
        self, metrics: Mapping[str, Any] | None = None, loss: Any = None, classified: bool = True
    ) -> None:
        self.samples = 0
        self.loss_sum = 0.0
        self.metrics = copy.deepcopy(dict(metrics)) if metrics else {}
        self._classified: Accuracy | None = None
        if classified and "accuracy" not in self.metrics:
            ignored = getattr(loss, "ignore_index", getattr(loss, "ignore_label", None))
            self._classified = Accuracy(ignore_index=ignored)

    def add(self, loss: float, samples: int) -> None:
        """Add the loss of a batch, the mean over its samples, and how many there are."""
        self.samples += samples
        self.loss_sum += loss * samples

    def judge(self, prediction: Any, targets: Tensor) -> None:
        """Count a batch for the metrics: what the net gave, and what it should have given."""
        for metric in self.metrics.values():
            metric.update(prediction, targets)
        if self._classified is not None and isinstance(prediction, Tensor):
            scores, labels = prediction.data, targets.data
            if are_labels(labels, scores):
                self._classified.update(scores, labels)

    @property
    def loss(self) -> float:
        """The mean over all samples (not over batches, of which the last may be smaller)."""
        return self.loss_sum / self.samples if self.samples else float("nan")

    @property
    def accuracy(self) -> float | None:
        """The share of samples that are classified correctly, or None."""
        if "accuracy" in self.metrics:
            return as_number("accuracy", self.metrics["accuracy"].compute())
        counted = self._classified is not None and self._classified.count
        return self._classified.compute() if counted and self._classified else None

    def logs(self) -> dict[str, float]:
        """Return the loss and the metrics by name."""
        logs = {"loss": self.loss}
        for name, metric in self.metrics.items():
            logs[name] = as_number(name, metric.compute())
        if "accuracy" not in logs and self.accuracy is not None:
            logs["accuracy"] = self.accuracy
        return logs

    def state_dict(self) -> dict[str, Any]:
        """Return what was counted so far."""
        metrics = {name: remembered(metric) for name, metric in self.metrics.items()}
        return {"samples": self.samples, "loss_sum": self.loss_sum, "metrics": metrics}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take back what `state_dict` returned; a metric that it does not know starts anew."""
        self.samples, self.loss_sum = state["samples"], state["loss_sum"]
        for name, metric in self.metrics.items():
            if name in state["metrics"]:
                remind(metric, state["metrics"][name])


def are_labels(targets: Any, scores: Any) -> bool:
    """Return whether targets (N, …) are labels of classes for scores (N, classes, …)."""
    fit = scores.ndim == targets.ndim + 1 and scores.ndim > 1 and scores.shape[1] > 1
    return fit and targets.dtype.kind in "iu"


class SmoothedLoss:
    """The mean of the last `window` losses: what a training prints (Caffe's average_loss)."""

    def __init__(self, window: int) -> None:
        self.window = window
        self.losses: list[float] = []
        self.value = 0.0
        self._count = 0

    def add(self, loss: float) -> float:
        """Add a loss and return the mean."""
        if len(self.losses) < self.window:
            self.losses.append(loss)
            self.value += (loss - self.value) / len(self.losses)
        else:
            place = self._count % self.window
            self.value += (loss - self.losses[place]) / self.window
            self.losses[place] = loss
        self._count += 1
        return self.value

    def state_dict(self) -> dict[str, Any]:
        """Return the losses in the window, and the place in it."""
        return {"losses": list(self.losses), "value": self.value, "count": self._count}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take back what `state_dict` returned; a window of another length starts anew."""
        if len(state["losses"]) == min(self.window, state["count"]):
            self.losses, self.value = list(state["losses"]), state["value"]
            self._count = state["count"]
