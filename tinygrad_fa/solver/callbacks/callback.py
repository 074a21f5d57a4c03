"""The base of all callbacks."""

from __future__ import annotations

from typing import Any

from tinygrad_fa.language import text


class Callback:
    """Something that is called at fixed points of a training; the names are those of Keras.

    Override the points you need::

        class Shout(Callback):
            def on_epoch_end(self, epoch, logs):
                print(f"epoch {epoch}: {logs['loss']}")

        Solver(net, loss=loss, train=train, callbacks=[Shout()])

    Epochs, and batches within an epoch, count from 0.  `logs` is one dict for all callbacks,
    which are called in the order of their list: what one writes into it, the next ones see.

    Attributes:
        solver: the Solver that trains.  ``self.solver.stop_training = True`` ends the training
            after the batch, or the epoch, that is under way.
        params: what is known of this training: ``epochs`` (None outside `fit`), ``steps`` (per
            epoch), ``iterations`` (in all).
    """

    solver: Any = None
    params: dict[str, Any] = {}  # replaced, never changed, by set_params

    def __getattr__(self, name: str) -> Any:
        told = f"{type(self).__name__!r} object has no attribute {name!r}"
        raise AttributeError(text("callbacks.no_model") if name == "model" else told)

    def set_solver(self, solver: Any) -> None:
        """Take notice of the Solver; called before on_train_begin."""
        self.solver = solver

    def set_params(self, params: dict[str, Any]) -> None:
        """Take notice of what is known of this training; called before on_train_begin."""
        self.params = params

    def state_dict(self) -> dict[str, Any]:
        """Return what this callback must not forget when the training is resumed.

        A dict of plain values (numbers, strings, lists, dicts, None) and arrays; a callback
        that remembers something overrides both this and `load_state_dict`.
        """
        return {}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Take back what `state_dict` returned.

        A training that is resumed in its middle calls it right after on_train_begin (which may
        begin anew as always); between two trainings it is called at once.
        """

    def on_train_begin(self, logs: dict[str, Any]) -> None:
        """Called once, before the first batch; `logs` is empty."""

    def on_train_end(self, logs: dict[str, Any]) -> None:
        """Called once at the end, also after an error; `logs` are those of the last epoch."""

    def on_exception(self, exception: BaseException, logs: dict[str, Any]) -> None:
        """Called when an error ends the training, before on_train_end; the error then goes on.

        The weights are those after the last update that was finished.  An error that ends an
        `evaluate` or a `predict` is told, too.
        """

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any]) -> None:
        """Called before the first batch of an epoch; `logs` is empty."""

    def on_epoch_end(self, epoch: int, logs: dict[str, Any]) -> None:
        """Called after an epoch and its test.

        ``loss`` and the metrics are means over the samples of the epoch, ``lr`` is the rate that
        its last update used; those of the test are ``val_loss``, ``val_accuracy``, ….
        """

    def on_train_batch_begin(self, batch: int, logs: dict[str, Any]) -> None:
        """Called before an iteration; `logs` is empty."""

    def on_train_batch_end(self, batch: int, logs: dict[str, Any]) -> None:
        """Called after an update.

        ``loss`` and the metrics are, as in Keras, means over the samples of the epoch so far;
        ``batch_loss`` is the loss of this iteration alone, ``lr`` the rate that its update used.
        """

    def on_test_begin(self, logs: dict[str, Any]) -> None:
        """Called before a test; `logs` is empty."""

    def on_test_end(self, logs: dict[str, Any]) -> None:
        """Called after a test: ``loss``, the metrics, ``accuracy`` where the targets are classes.

        `logs` is empty after a test that was broken off by Ctrl-C.
        """

    def on_test_batch_begin(self, batch: int, logs: dict[str, Any]) -> None:
        """Called before each batch of a test; `logs` is empty."""

    def on_test_batch_end(self, batch: int, logs: dict[str, Any]) -> None:
        """Called after each batch of a test: ``loss`` and ``accuracy`` of the test so far."""

    def on_predict_begin(self, logs: dict[str, Any]) -> None:
        """Called before a prediction; `logs` is empty."""

    def on_predict_end(self, logs: dict[str, Any]) -> None:
        """Called after a prediction; `logs` is empty."""

    def on_predict_batch_begin(self, batch: int, logs: dict[str, Any]) -> None:
        """Called before each batch of a prediction; `logs` is empty."""

    def on_predict_batch_end(self, batch: int, logs: dict[str, Any]) -> None:
        """Called after each batch of a prediction: ``outputs``, an array."""


HOOKS = tuple(name for name in vars(Callback) if name.startswith("on_"))
