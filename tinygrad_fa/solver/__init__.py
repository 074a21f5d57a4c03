"""The Solver: one training loop, with its optimizers, policies and callbacks."""

from tinygrad_fa.solver.callbacks import Callback
from tinygrad_fa.solver.evaluation import TestNet
from tinygrad_fa.solver.history import History, TestResult
from tinygrad_fa.solver.optimizers import SGD, Adam, Nesterov, Optimizer
from tinygrad_fa.solver.policies import (
    Exp,
    Fixed,
    Inv,
    MultiStep,
    Policy,
    Poly,
    Sigmoid,
    Step,
)
from tinygrad_fa.solver.settings import Settings
from tinygrad_fa.solver.solver import Solver

__all__ = [
    "SGD",
    "Adam",
    "Callback",
    "Exp",
    "Fixed",
    "History",
    "Inv",
    "MultiStep",
    "Nesterov",
    "Optimizer",
    "Policy",
    "Poly",
    "Settings",
    "Sigmoid",
    "Solver",
    "Step",
    "TestNet",
    "TestResult",
]
