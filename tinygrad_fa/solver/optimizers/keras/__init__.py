"""The rules as Keras 3 computes them, with Keras's argument names and defaults.

``Solver(type="keras.RMSprop", rho=0.95)`` takes a rule from here.  What all rules of Keras have
in common is the Solver's: ``learning_rate`` is its rate; ``weight_decay`` is its setting of the
same name, and shrinks the weights themselves with *every* rule of Keras; ``clipnorm``,
``global_clipnorm`` and ``clipvalue`` are its ``clip_type``.

Source of each: Keras 3, ``keras/src/optimizers/<name>.py``.
"""

from tinygrad_fa.solver.optimizers.keras.adam import Adam, Adamax, AdamW, Lamb, Lion, Nadam
from tinygrad_fa.solver.optimizers.keras.descent import SGD, Adadelta, Adagrad, RMSprop
from tinygrad_fa.solver.optimizers.keras.ftrl import Ftrl

__all__ = [
    "SGD",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "Ftrl",
    "Lamb",
    "Lion",
    "Nadam",
    "RMSprop",
]
