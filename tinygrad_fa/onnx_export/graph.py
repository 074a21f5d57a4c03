"""The ONNX graph under construction: nodes, weights, and the names of what runs between them."""

from __future__ import annotations

from importlib import import_module
from typing import Any, NamedTuple

from tinygrad_fa import backend
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import SettingError


class Wire(NamedTuple):
    """What runs from one node to the next: its name, and what a sample makes of it."""

    name: str
    sample: Tensor


class Graph:
    """Collects nodes and weights.

    Attributes:
        place: the path of the layer that is being written; its nodes are called after it.
    """

    def __init__(self) -> None:
        try:
            self.onnx = import_module("onnx")
        except ImportError as error:
            raise SettingError("onnx.not_here") from error
        self.nodes: list[Any] = []
        self.weights: list[Any] = []
        self._written: dict[int, str] = {}
        self.place = ""
        self._taken: set[str] = set()

    def name(self, wanted: str) -> str:
        """Return a name that nothing has yet, as near to the wanted one as can be."""
        name, number = wanted, 1
        while name in self._taken:
            number += 1
            name = f"{wanted}_{number}"
        self._taken.add(name)
        return name

    def add(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """Add a node and return the name of its result."""
        result = self.name(self.place or kind)
        given = {name: value for name, value in attributes.items() if value is not None}
        self.nodes.append(
            self.onnx.helper.make_node(kind, list(inputs), [result], name=result, **given)
        )
        return result

    def weight(self, tensor: Tensor, name: str = "weight") -> str:
        """Return the name of a weight; one that two layers share is written once."""
        if id(tensor) not in self._written:
            self._written[id(tensor)] = self.constant(tensor.numpy(), name)
        return self._written[id(tensor)]

    def constant(self, array: Any, name: str) -> str:
        """Return the name of an array that belongs to the layer."""
        called = self.name(f"{self.place}.{name}")
        self.weights.append(self.onnx.numpy_helper.from_array(array, called))
        return called

    def numbers(self, values: Any, like: Tensor, name: str) -> str:
        """Return the name of a few numbers in the dtype of a sample."""
        return self.constant(backend.library(None).asarray(values, like.dtype), name)

    def whole_numbers(self, values: list[int], name: str) -> str:
        """Return the name of a few whole numbers, such as axes."""
        return self.constant(backend.library(None).asarray(values, "int64"), name)
