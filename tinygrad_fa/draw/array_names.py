"""Names for tensors as one gives them by hand.

The weight of a layer ``fc1`` is W with the index fc1, what it makes is Z, its activation A, and
the loss L.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tinygrad_fa.draw.names import clean, name_tex, unused
from tinygrad_fa.engine.op import Elementwise, Node

_PARAMETERS = {"weight": "W", "bias": "b", "scale": r"\gamma", "shift": r"\beta"}
_OF_NORMALISATION = {"weight": r"\gamma", "bias": r"\beta"}
_ARGUMENTS = {"weight": "W", "bias": "b", "logits": "Z", "x": "X", "y": "Y", "slope": "a"}
_RESULTS = {
    "MatMul": "Z", "Linear": "Z", "Conv2d": "Z", "Conv2dBias": "Z", "Softmax": "P",
    "LogSoftmax": "P", "Standardise": r"\hat{X}", "ScaleShift": "Y", "MaxPool2d": "M",
    "AvgPool2d": "M", "Reshape": "R",
}  # fmt: skip


class ArrayNames:
    """A name in TeX for every node, by ``names[node]``.

    Args:
        order: the nodes, each after its inputs; the result is the last one.
        called: names, by ``id``, for nodes without one of their own.

    Attributes:
        long: name in TeX → the reader's dotted name, where a short one took its place.
    """

    def __init__(self, order: Sequence[Any], called: Mapping[int, str]) -> None:
        self._names: dict[Any, str] = {}
        self._taken: set[str] = set()
        self.long: dict[str, str] = {}
        users: dict[Any, tuple[Any, str]] = {}
        for node in order:
            if node.op:
                words = node.op.arguments * (len(node.inputs) if node.op.variadic else 1)
                for x, word in zip(node.inputs, words, strict=False):
                    users.setdefault(x, (node, word))
        for x, (node, _) in list(users.items()):
            if node.op.__name__ == "Reshape" and node in users:  # what it is reshaped for
                users[x] = users[node]
        own = {x.name for x in order if x.name}
        # A parameter outside of a net knows only what its layer calls it: that is no name yet.
        bare = {x: letter for x in order if (letter := _bare(x, users.get(x)))}
        for x in order:
            name = called.get(id(x), "") if x in bare or not x.name else x.name
            if name and (x.name == name or name not in own):
                self._give_own(x, name, users.get(x))
        result = order[-1]
        if result not in self._names:
            self._give(result, "L" if result.size == 1 else "Y")
        self._number([x for x in bare if x not in self._names], bare)
        for x in order:
            if not x.op and x not in self._names:
                node, word = users.get(x, (None, ""))
                self._give(x, _ARGUMENTS.get(word, word.upper()[:1] or "X"))
        unnamed = [x for x in order if x not in self._names]
        self._number(unnamed, {x: _letter(x) for x in unnamed})

    def __getitem__(self, node: Any) -> str:
        return self._names[node]

    def _give_own(self, x: Any, name: str, use: tuple[Any, str] | None) -> None:
        name = clean(name)
        layer, _, last = name.rpartition(".")
        if not layer:
            self._give(x, name_tex(name))
            return
        letter = _parameters(use).get(last, name_tex(last))
        index = name_tex(layer)
        if re.fullmatch(r"[A-Za-z]\w*|\d+", layer):  # w_{fc1}, not w_{fc_1}
            index = layer if layer.isdigit() else rf"\mathrm{{{layer}}}"
            index = re.sub(r"_", r"\\_", index)
        self._give(x, f"{letter}_{{{index}}}")
        self.long[self._names[x]] = name.replace("`", "'")  # it will stand between backticks

    def _give(self, node: Any, wished: str) -> None:
        tex = wished if wished not in self._taken else self._primed(wished)
        self._taken.add(tex)
        self._names[node] = tex

    def _primed(self, wished: str) -> str:
        numbered = [f"{wished}_{{{i}}}" for i in range(2, 400)]
        return unused([f"{wished}'"] if wished.endswith("}") else numbered, self._taken)

    def _number(self, nodes: Sequence[Any], letters: Mapping[Any, str]) -> None:
        """Give each node its letter; several with the same letter are numbered."""
        for letter in dict.fromkeys(letters[x] for x in nodes):
            same = [x for x in nodes if letters[x] == letter]
            for i, x in enumerate(same, start=1):
                self._give(x, letter if len(same) == 1 else f"{letter}_{{{i}}}")


def _parameters(use: tuple[Any, str] | None) -> Mapping[str, str]:
    normalises = use is not None and use[0].op.__name__ == "ScaleShift"
    return _OF_NORMALISATION if normalises else _PARAMETERS


def _bare(x: Any, use: tuple[Any, str] | None) -> str:
    return "" if x.op else _parameters(use).get(x.name or "", "")


def _letter(node: Any) -> str:
    made = _RESULTS.get(node.op.__name__)
    if made:
        return made
    arrays = [x for x in node.inputs if isinstance(x, Node)]
    if issubclass(node.op, Elementwise) and len(arrays) == 1 and node.op.__name__ in _ACTIVATIONS:
        return "A"
    return "s" if node.size == 1 else "U"


_ACTIVATIONS = {
    "Relu", "Sigmoid", "Tanh", "LeakyRelu", "Softplus", "Elu", "HardTanh", "Clip", "Maximum",
}  # fmt: skip
