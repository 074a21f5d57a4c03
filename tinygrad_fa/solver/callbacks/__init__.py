"""Callbacks: your own code at fixed points of the training, and those that come with it.

Keras's names and arguments; `CALLBACKS` has them all by name.  A callback of one's own::

    class Shout(Callback):
        def on_epoch_end(self, epoch, logs):
            print(f"epoch {epoch}: {logs['loss']}")
"""

from __future__ import annotations

from tinygrad_fa.solver.callbacks.backup_and_restore import BackupAndRestore
from tinygrad_fa.solver.callbacks.callback import HOOKS, Callback
from tinygrad_fa.solver.callbacks.csv_logger import CSVLogger
from tinygrad_fa.solver.callbacks.dispatcher import Dispatcher
from tinygrad_fa.solver.callbacks.early_stopping import EarlyStopping
from tinygrad_fa.solver.callbacks.gradient_logger import GradientLogger
from tinygrad_fa.solver.callbacks.histogram_logger import HistogramLogger
from tinygrad_fa.solver.callbacks.lambda_callback import LambdaCallback
from tinygrad_fa.solver.callbacks.learning_rate_finder import LearningRateFinder
from tinygrad_fa.solver.callbacks.learning_rate_scheduler import LearningRateScheduler
from tinygrad_fa.solver.callbacks.model_checkpoint import ModelCheckpoint
from tinygrad_fa.solver.callbacks.progbar_logger import ProgbarLogger
from tinygrad_fa.solver.callbacks.reduce_lr_on_plateau import ReduceLROnPlateau
from tinygrad_fa.solver.callbacks.remote_monitor import RemoteMonitor
from tinygrad_fa.solver.callbacks.swap_ema_weights import SwapEMAWeights
from tinygrad_fa.solver.callbacks.tensorboard import EventWriter, TensorBoard
from tinygrad_fa.solver.callbacks.terminate_on_nan import TerminateOnNaN
from tinygrad_fa.solver.callbacks.warmup_cosine import WarmupCosineDecay
from tinygrad_fa.solver.callbacks.warning import CallbackWarning

CALLBACKS: dict[str, type[Callback]] = {
    kind.__name__: kind
    for kind in (
        BackupAndRestore,
        CSVLogger,
        EarlyStopping,
        GradientLogger,
        HistogramLogger,
        LambdaCallback,
        LearningRateFinder,
        LearningRateScheduler,
        ModelCheckpoint,
        ProgbarLogger,
        ReduceLROnPlateau,
        RemoteMonitor,
        SwapEMAWeights,
        TensorBoard,
        TerminateOnNaN,
        WarmupCosineDecay,
    )
}

__all__ = [
    "CALLBACKS",
    "HOOKS",
    "BackupAndRestore",
    "CSVLogger",
    "Callback",
    "CallbackWarning",
    "Dispatcher",
    "EarlyStopping",
    "EventWriter",
    "GradientLogger",
    "HistogramLogger",
    "LambdaCallback",
    "LearningRateFinder",
    "LearningRateScheduler",
    "ModelCheckpoint",
    "ProgbarLogger",
    "ReduceLROnPlateau",
    "RemoteMonitor",
    "SwapEMAWeights",
    "TensorBoard",
    "TerminateOnNaN",
    "WarmupCosineDecay",
]
