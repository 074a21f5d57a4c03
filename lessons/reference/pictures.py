"""The same three graphs, drawn by us and by others: the pictures of the page ``pictures.md``.

    python lessons/reference/pictures.py --out pictures                     # ours
    python lessons/reference/pictures.py --out pictures --by micrograd --source PATH
    python lessons/reference/pictures.py --out pictures --by torchviz

Each of the others draws with its own code and its own settings; nothing is changed afterwards.
``--source`` is the folder of a checkout (micrograd, DeZero), which need not be installed.  They
need their own packages and the program ``dot`` of Graphviz; ours needs neither.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

GRAPHS = ("product", "twice", "net")


def ours(graph: str, language: str) -> str:
    """Return our picture: `tg.draw` after `backward`."""
    import tinygrad_fa as tg

    tg.set_language(language)
    if graph == "net":
        tg.manual_seed(0)
        net = tg.Net(fc1=tg.Linear(2, 3), relu=tg.ReLU(), fc2=tg.Linear(3, 1))
        out = net(tg.Tensor([[1.0, -2.0]]))
        out.backward(retain_graph=True)
        return tg.draw(out, net=net).svg
    if graph == "product":
        x, y, z = tg.Value(-2.0), tg.Value(5.0), tg.Value(-4.0)
        f = (x + y) * z
    else:
        a = tg.Value(3.0)
        f = a * a + a
    f.backward()
    return tg.draw(f).svg


def micrograd(graph: str) -> str:
    """Return micrograd's picture: `draw_dot` of its notebook ``trace_graph.ipynb``."""
    import json

    import micrograd as package
    from micrograd.engine import Value
    from micrograd.nn import MLP

    notebook = Path(package.__file__).parents[1] / "trace_graph.ipynb"
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    code = next(c for c in ("".join(cell["source"]) for cell in cells) if "def draw_dot" in c)
    names: dict[str, Any] = {}
    exec("from graphviz import Digraph\n" + code, names)
    if graph == "net":
        random.seed(1337)
        f = MLP(2, [3, 1])([Value(1.0), Value(-2.0)])
    elif graph == "product":
        f = (Value(-2.0) + Value(5.0)) * Value(-4.0)
    else:
        a = Value(3.0)
        f = a * a + a
    f.backward()
    return names["draw_dot"](f).pipe(encoding="utf-8")


def dezero(graph: str) -> str:
    """Return DeZero's picture: `get_dot_graph` of its ``utils``."""
    import dezero.functions as functions
    import dezero.layers as layers
    import numpy as np
    from dezero import Variable
    from dezero.utils import get_dot_graph
    from graphviz import Source

    if graph == "net":
        np.random.seed(0)
        x = Variable(np.array([[1.0, -2.0]]), name="x")
        f = layers.Linear(1)(functions.relu(layers.Linear(3)(x)))
    elif graph == "product":
        x, y, z = (
            Variable(np.array(n), name=name) for n, name in ((-2.0, "x"), (5.0, "y"), (-4.0, "z"))
        )
        f = (x + y) * z
    else:
        a = Variable(np.array(3.0), name="a")
        f = a * a + a
    f.name = "f"
    f.backward()
    return Source(get_dot_graph(f)).pipe("svg", encoding="utf-8")


def torch_graph(graph: str) -> tuple[Any, Any, dict[str, Any]]:
    """Return a module of PyTorch, its inputs, and its named leaves."""
    import torch

    torch.manual_seed(0)
    if graph == "net":
        net = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU(), torch.nn.Linear(3, 1))
        return net, [torch.tensor([[1.0, -2.0]])], dict(net.named_parameters())

    class Formula(torch.nn.Module):
        def forward(self, *inputs: Any) -> Any:
            if graph == "product":
                x, y, z = inputs
                return (x + y) * z
            (a,) = inputs
            return a * a + a

    given = {"x": -2.0, "y": 5.0, "z": -4.0} if graph == "product" else {"a": 3.0}
    leaves = {name: torch.tensor(n, requires_grad=True) for name, n in given.items()}
    return Formula(), list(leaves.values()), leaves


def torchviz(graph: str) -> str:
    """Return torchviz's picture: `make_dot`."""
    from torchviz import make_dot

    net, inputs, leaves = torch_graph(graph)
    return make_dot(net(*inputs), params=leaves).pipe("svg", encoding="utf-8")


def torchview(graph: str) -> str:
    """Return torchview's picture: `draw_graph`."""
    from torchview import draw_graph

    net, inputs, _ = torch_graph(graph)
    drawn = draw_graph(net, input_data=inputs, expand_nested=True)
    return drawn.visual_graph.pipe("svg", encoding="utf-8")


OTHERS: dict[str, Callable[[str], str]] = {
    "micrograd": micrograd,
    "dezero": dezero,
    "torchviz": torchviz,
    "torchview": torchview,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("pictures"))
    parser.add_argument("--by", choices=OTHERS, help="unless given, ours are drawn")
    parser.add_argument("--source", help="the folder of a checkout of the other")
    told = parser.parse_args(arguments)
    told.out.mkdir(parents=True, exist_ok=True)
    if told.source:
        sys.path.insert(0, told.source)
    for graph in GRAPHS:
        if told.by:
            drawn = {f"{told.by}_{graph}.svg": OTHERS[told.by](graph)}
        else:
            drawn = {f"ours_{graph}_{lang}.svg": ours(graph, lang) for lang in ("en", "fa")}
        for name, svg in drawn.items():
            (told.out / name).write_text(svg, encoding="utf-8")
            print(told.out / name)


if __name__ == "__main__":
    main()
