"""Event files for TensorBoard, written without TensorFlow."""

from tinygrad_fa.solver.callbacks.tensorboard.callback import TensorBoard
from tinygrad_fa.solver.callbacks.tensorboard.writer import EventWriter

__all__ = ["EventWriter", "TensorBoard"]
