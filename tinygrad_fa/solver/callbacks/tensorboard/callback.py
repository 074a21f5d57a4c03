"""`TensorBoard`: the training, written so that the program TensorBoard can show it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tinygrad_fa.files import make_writable_folder
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.language.numbers import shortened
from tinygrad_fa.solver.callbacks.lasting import LastingCallback
from tinygrad_fa.solver.callbacks.tensorboard.graph import GraphRecorder
from tinygrad_fa.solver.callbacks.tensorboard.summaries import picture_of_weights
from tinygrad_fa.solver.callbacks.tensorboard.writer import EventWriter
from tinygrad_fa.solver.callbacks.values import as_number
from tinygrad_fa.solver.callbacks.warning import WarnOnce
from tinygrad_fa.solver.checks import whole_number

TRAIN, VALIDATION = "train", "validation"


class TensorBoard(LastingCallback):
    """Writes event files; ``tensorboard --logdir logs`` then shows them in the browser.

        callbacks=[TensorBoard("logs/first", histogram_freq=1)]

    There are two runs, ``train`` and ``validation``, with Keras's tags: ``epoch_loss``,
    ``epoch_learning_rate``, ``batch_loss``, ``evaluation_loss_vs_iterations``,
    ``fc1.weight/histogram``, ``fc1.weight/gradient``, ``fc1.weight/image``; the graph of the
    net, its layers and the settings as text.  TensorFlow is not needed for it.

    Args:
        log_dir: the folder; it is made if it is missing.
        histogram_freq: after every so many epochs the histograms of the weights and of their
            last gradients; 0: never.
        write_graph: whether the graph of the net is written (of its first call).
        write_images: whether the weights are drawn as images, too, when there are histograms.
        write_steps_per_second: whether the speed is written.
        update_freq: ``"epoch"``; or ``"batch"`` or a number: the logs of every so many updates,
            too (``batch_loss`` is that of one batch).
        clock: gives the seconds since 1970.

    A training that is resumed from a snapshot goes on in the same files, after what they had
    then.

    Raises:
        SettingError: for a wrong setting.
        FileError: before the training, if the folder cannot be written to.  Later trouble with
            the disk is a warning, and is tried again.
    """

    def __init__(
        self,
        log_dir: str | os.PathLike[str] = "logs",
        histogram_freq: int = 0,
        write_graph: bool = True,
        write_images: bool = False,
        write_steps_per_second: bool = False,
        update_freq: str | int = "epoch",
        clock: Callable[[], float] = time.time,
    ) -> None:
        if not isinstance(log_dir, (str, os.PathLike)):
            raise SettingError("callbacks.not_a_name", name="log_dir", value=repr(log_dir))
        self.log_dir = Path(log_dir)
        self.histogram_freq = whole_number("histogram_freq", histogram_freq, 0)
        self.write_graph, self.write_images = bool(write_graph), bool(write_images)
        self.write_steps_per_second = bool(write_steps_per_second)
        self._every = 0
        if update_freq != "epoch":
            self._every = (
                1 if update_freq == "batch" else whole_number("update_freq", update_freq, 1)
            )
        self.clock = clock
        self._warn = WarnOnce()
        self.reset()

    def reset(self) -> None:
        """Begin new files."""
        self.files: dict[str, tuple[str, int]] = {}  # run → name and length of its file
        self.described = False  # whether the graph and the texts are written
        self._writers: dict[str, EventWriter] = {}
        self._recorder: GraphRecorder | None = None
        self._measured: dict[str, tuple[int, float]] = {}  # tag → iteration and time

    def writer(self, run: str = TRAIN) -> EventWriter:
        """Return the writer of a run, for events of your own."""
        if run not in self._writers:
            name, length = self.files.get(run, (None, 0))
            self._writers[run] = EventWriter(self.log_dir / run, name, length, self.clock)
        return self._writers[run]

    def on_train_begin(self, logs: dict[str, Any]) -> None:
        """See that the folder can be written to."""
        make_writable_folder(self.log_dir)
        now = self.solver.iteration, self.clock()
        self._measured = dict.fromkeys(("batch_steps_per_second", "epoch_steps_per_second"), now)

    def on_train_batch_begin(self, batch: int, logs: dict[str, Any]) -> None:
        """Watch the first call of the net."""
        if not self.described and self.write_graph and hasattr(self.solver.net, "named_layers"):
            self._recorder = GraphRecorder(self.solver.net)
            self._recorder.begin()

    def on_train_batch_end(self, batch: int, logs: dict[str, Any]) -> None:
        """Write the logs of a batch, if it is time for it."""
        if not self.described:
            self._try(self._describe)
        if self._every and self.solver.iteration % self._every == 0:
            self._try(self._write_batch, logs)

    def _describe(self) -> None:
        self.described = True
        writer, solver = self.writer(), self.solver
        definition = self._stop_recording()
        if definition is not None:
            writer.graph(definition)
        writer.text("net", f"```\n{solver.net!r}\n```", 0)
        given = "\n".join(f"{name}: {value}" for name, value in solver.settings.given().items())
        told = shortened(f"{solver.optimizer!r}\n{solver.schedule!r}\n{given}")
        writer.text("settings", f"```\n{told}\n```", 0)

    def _stop_recording(self) -> bytes | None:
        recorder, self._recorder = self._recorder, None
        return None if recorder is None else recorder.end()

    def _write_batch(self, logs: dict[str, Any]) -> None:
        step, own = self.solver.iteration, dict(logs)
        if "batch_loss" in own:  # that of the batch alone; "loss" is the mean of the epoch so far
            own["loss"] = own.pop("batch_loss")
        self._write_scalars(TRAIN, "batch_", own, step)
        if self.write_steps_per_second:
            self._write_speed("batch_steps_per_second", step)

    def _write_scalars(
        self, run: str, prefix: str, logs: dict[str, Any], step: int, suffix: str = ""
    ) -> None:
        numbers = {}
        for name, value in logs.items():
            number = as_number(value)
            if number is not None:
                shown = "learning_rate" if name == "lr" else name
                numbers[f"{prefix}{shown}{suffix}"] = number
        self.writer(run).scalars(numbers, step)

    def _write_speed(self, tag: str, step: int) -> None:
        (before, then), now = self._measured[tag], self.clock()
        self._measured[tag] = self.solver.iteration, now
        if now > then:
            self.writer().scalar(tag, (self.solver.iteration - before) / (now - then), step)

    def on_test_end(self, logs: dict[str, Any]) -> None:
        """Write the result of a test over the updates made."""
        step = self.solver.iteration
        self._try(self._write_scalars, VALIDATION, "evaluation_", logs, step, "_vs_iterations")

    def on_epoch_end(self, epoch: int, logs: dict[str, Any]) -> None:
        """Write the logs of the epoch, and the histograms if it is time for them."""
        self._try(self._write_epoch, epoch, logs)

    def _write_epoch(self, epoch: int, logs: dict[str, Any]) -> None:
        tests = {name[4:]: value for name, value in logs.items() if name.startswith("val_")}
        train = {name: value for name, value in logs.items() if not name.startswith("val_")}
        self._write_scalars(TRAIN, "epoch_", train, epoch)
        if tests:
            self._write_scalars(VALIDATION, "epoch_", tests, epoch)
        if self.write_steps_per_second:
            self._write_speed("epoch_steps_per_second", epoch)
        if self.histogram_freq and epoch % self.histogram_freq == 0:
            self._write_weights(epoch)
        for writer in self._writers.values():
            writer.flush()

    def _write_weights(self, epoch: int) -> None:
        writer = self.writer()
        for name, parameter in self.solver.net.named_parameters():
            writer.histogram(f"{name}/histogram", parameter.data, epoch)
            if parameter.grad is not None:
                writer.histogram(f"{name}/gradient", parameter.grad.data, epoch)
            if self.write_images and parameter.size:
                writer.image(f"{name}/image", picture_of_weights(parameter.data), epoch)

    def on_train_end(self, logs: dict[str, Any]) -> None:
        """Write what waits."""
        self._stop_recording()
        self._try(self._flush)

    def _flush(self, force: bool = False) -> None:
        for writer in self._writers.values():
            writer.flush(force)

    def _try(self, action: Callable[..., None], *values: Any) -> None:
        """Do something with the disk; a warning is all that its trouble costs."""
        try:
            action(*values)
        except OSError as error:
            self._warn("callbacks.log_not_written", path=self.log_dir, reason=error)

    def state_dict(self) -> dict[str, Any]:
        """Return the files and how long they are, with everything written to them."""
        self._try(self._flush, True)
        written = {run: (one.name, one.length) for run, one in self._writers.items()}
        return {"files": {**self.files, **written}, "described": self.described}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on in these files, after so many bytes."""
        super().load_state_dict(state)
        self.files = {run: (name, length) for run, (name, length) in state["files"].items()}
        self._writers = {}
