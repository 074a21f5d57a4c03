"""Tests of the net while it is trained, `evaluate` and `predict`."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.engine.graph import no_grad
from tinygrad_fa.language.errors import DataError, SettingError, TinygradError
from tinygrad_fa.solver.callbacks import Dispatcher
from tinygrad_fa.solver.checks import whole_number
from tinygrad_fa.solver.evaluation import Means, TestNet
from tinygrad_fa.solver.history import History, TestResult
from tinygrad_fa.solver.objective import (
    Objective,
    OutputMeans,
    OwnLosses,
    has_own_losses,
    listed,
)
from tinygrad_fa.solver.parameters import FlatParameters
from tinygrad_fa.solver.progress import Progress
from tinygrad_fa.solver.report import Report, Stopwatch
from tinygrad_fa.solver.settings import Settings
from tinygrad_fa.solver.sources import tensor, tensors
from tinygrad_fa.solver.testnets import Test


class Testing:
    """The part of the Solver that uses the net without changing it."""

    net: Any
    objective: Objective | OwnLosses
    settings: Settings
    parameters: FlatParameters
    train_data: Any
    tests: list[Test]
    metrics: dict[str, Any]
    callbacks: Dispatcher
    progress: Progress
    report: Report
    stopwatch: Stopwatch
    history: History
    iteration: int
    interrupted: bool
    _under_way: Any
    _epoch_logs: dict[str, Any]

    @property
    def test_data(self) -> Any:
        """Where the batches of the (first) test come from, or None."""
        return self.tests[0].data if self.tests else None

    def evaluate(self, data: Any = None, callbacks: Iterable[Any] = ()) -> dict[str, float]:
        """Test the net now, note the result in the history, and return it by name.

        Args:
            data: what to test it with; None: the test data of the Solver.
            callbacks: more callbacks, for this time.

        Returns:
            ``loss``, ``accuracy`` (where the targets are classes) and the metrics; of a second
            test net with its name before, such as ``clean_loss``.

        Raises:
            SettingError: if there is no test data.
        """
        tests = (
            self.tests if data is None else [Test(0, TestNet(data), self.objective, setting="data")]
        )
        if not tests:
            raise SettingError("solver.needed", name="test")
        with self._visit(callbacks):
            batches = sum(test.iterations or len(test.data) for test in tests)
            with self.progress.over(batches):
                return self._test_all(tests)

    def predict(self, inputs: Any, batch_size: int = 256, callbacks: Iterable[Any] = ()) -> Any:
        """Return the net's results for many samples as a NumPy array.

        The net works in eval mode and without gradients.

        Args:
            inputs: an array or Tensor with the samples along the first axis.
            batch_size: at least 1; a smaller one needs less memory.
            callbacks: more callbacks, for this time.

        Raises:
            DataError: if there are no samples.
            SettingError: for a net with losses of its own, which needs targets, too.
        """
        if has_own_losses(self.net):
            raise SettingError("solver.predict_needs_targets")
        whole_number("batch_size", batch_size, 1)
        rows = inputs if hasattr(inputs, "shape") else backend.new_array(inputs)
        count = len(rows) if rows.shape else 0
        if not count:
            raise DataError("net.empty_input", shape=rows.shape)
        results = []
        with self._visit(callbacks), self.progress.over(-(-count // batch_size)), self._quiet():
            self.callbacks.call("on_predict_begin")
            for number, start in enumerate(range(0, count, batch_size)):
                if self.interrupted:
                    break
                self.callbacks.call("on_predict_batch_begin", number)
                batch = tensor(rows[start : start + batch_size], self.parameters.example)
                results.append(_arrays(self.net(batch)))
                self.progress.step()
                self.callbacks.call("on_predict_batch_end", number, logs={"outputs": results[-1]})
            self.callbacks.call("on_predict_end")
        return _joined(results)

    @contextmanager
    def _visit(self, callbacks: Iterable[Any]) -> Iterator[None]:
        """Have more callbacks for one time, in a training (a callback asks) or outside of one."""
        with self.callbacks.joined_by(callbacks):
            if self._under_way is not None:
                yield
                return
            self.interrupted = False
            self.callbacks.begin(self, {"epochs": None, "steps": None, "iterations": 0})
            with self._surroundings():
                try:
                    yield
                except BaseException as error:
                    self.callbacks.call_each("on_exception", error, logs={})
                    raise
            if self.interrupted:  # by Ctrl-C: there is no result, and none to go on with
                raise KeyboardInterrupt

    def _surroundings(self) -> Any:
        """Return the context in which the net is used (the loop says which)."""
        raise TypeError(type(self))

    @contextmanager
    def _quiet(self, net: Any = None) -> Iterator[None]:
        """Use a net in eval mode and without gradients; the one that is trained goes on after."""
        net = self.net if net is None else net
        net.eval()
        try:
            with no_grad():
                yield
        finally:
            if net is self.net:
                net.train()

    def _test_all(self, tests: Sequence[Test]) -> dict[str, float]:
        """Run the tests; return the results by name, nothing if one was broken off."""
        logs: dict[str, float] = {}
        for test in tests:
            result = None if self.interrupted else self._test(test)
            if result is None:
                return {}
            first = test is tests[0]
            logs.update({n if first else f"{test.name}_{n}": v for n, v in result.logs().items()})
        return logs

    def _test(self, test: Test) -> TestResult | None:
        """Run one test; note, tell and return its result, or None if it was broken off."""
        place = {"iteration": self.iteration, "number": test.number, "name": test.name}
        self.report.tell("test", **place)
        means = Means(self.metrics, test.objective.loss)
        outputs = OutputMeans(test.objective)
        test.share_weights()
        position = test.position()
        self.callbacks.call("on_test_begin")
        with self.stopwatch.paused(), self._quiet(test.objective.net):
            for number, batch in enumerate(test.batches()):
                if self.interrupted:
                    break
                self.callbacks.call("on_test_batch_begin", number)
                self._test_batch(test, batch, means, outputs)
                self.progress.step()
                if self.callbacks.uses("on_test_batch_end"):
                    logs = self._result(test, means, outputs).logs()
                    self.callbacks.call("on_test_batch_end", number, logs=logs)
        if self.interrupted:
            test.go_back(position)  # the test will be made again, with the same batches
            self.report.tell("test_interrupted", **place)
            self.callbacks.call("on_test_end")  # who has begun something must end it
            return None
        result = self._result(test, means, outputs)
        self.history.tests.append(result)
        self._tell_result(test, result, outputs, place)
        self.callbacks.call("on_test_end", logs=result.logs())
        return result

    def _test_batch(self, test: Test, batch: Any, means: Means, outputs: OutputMeans) -> None:
        inputs, targets = tensors(batch, self.parameters.example)
        prediction, loss = test.objective(inputs, targets)
        if loss is not None:
            means.add(float(loss.item()), len(inputs))
        means.judge(prediction, targets)
        outputs.add(prediction)

    def _result(self, test: Test, means: Means, outputs: OutputMeans) -> TestResult:
        logs = means.logs()
        if isinstance(test.objective, OwnLosses):  # Caffe's means: of batches, not of samples
            logs["loss"] = outputs.loss
        loss, accuracy, shown = logs.pop("loss"), logs.pop("accuracy", None), outputs.means()
        if accuracy is None and isinstance(shown.get("accuracy"), float):
            accuracy = shown["accuracy"]
        return TestResult(self.iteration, loss, accuracy, test.number, test.name, shown, logs)

    def _tell_result(
        self, test: Test, result: TestResult, outputs: OutputMeans, place: dict[str, Any]
    ) -> None:
        self.report.tell("test_result", result=result)
        if self.settings.test_compute_loss:
            self.report.tell("test_loss", **place, loss=result.loss)
        for output in listed(outputs.arrays(), outputs.weights):
            self.report.tell("test_output", **place, **output)

    def _loss_of_training_data(self) -> float:
        """Return the mean loss of the training data in eval mode, with the weights as they are.

        The place in the training data stays as it was, and no callback is told.
        """
        means = Means(classified=False)
        with self.stopwatch.paused(), self._quiet():
            for batch in copy.copy(self.train_data):
                inputs, targets = tensors(batch, self.parameters.example)
                _, loss = self.objective(inputs, targets)
                means.add(float(loss.item()), len(inputs))
        return means.loss

    def _try_one_sample(self, test: Test) -> None:
        """Send one sample of the test data through the net, before an hour is lost.

        Raises:
            DataError: if it does not fit.
        """
        data = test.data
        has_rows = hasattr(data, "inputs") and hasattr(data, "targets")
        if not has_rows or getattr(data, "transform", None) is not None:
            return
        test.share_weights()
        inputs, targets = data.inputs[:1], data.targets[:1]
        try:
            with self._quiet(test.objective.net):
                test.objective(*tensors((inputs, targets), self.parameters.example))
        except TinygradError as error:
            raise DataError("solver.validation_misfit", shape=inputs.shape, reason=error) from error


def _arrays(outputs: Any) -> Any:
    """Return what a net gave as NumPy arrays."""
    if isinstance(outputs, tuple):
        return tuple(_arrays(part) for part in outputs)
    return outputs.numpy()


def _joined(results: list[Any]) -> Any:
    if isinstance(results[0], tuple):
        return tuple(_joined([result[i] for result in results]) for i in range(len(results[0])))
    return backend.library(results[0]).concatenate(results)
