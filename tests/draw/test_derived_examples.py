"""The examples of the course and of real nets, derived in Persian and English."""

import re

import numpy as np
import pytest

from tests.draw.examples import samples, steady
from tests.draw.test_derivation import neuron, textbook
from tinygrad_fa import layers, models
from tinygrad_fa.draw import derive
from tinygrad_fa.draw.numerals import number_text
from tinygrad_fa.engine import ops
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.engine.value import Value


def homework():
    """The 2-2-1 net with its squared error."""
    x1, x2 = Value(0.5, "x1"), Value(-1.0, "x2")
    h1 = (Value(0.4, "w11") * x1 + Value(-0.6, "w12") * x2 + Value(0.1, "b1")).sigmoid()
    h2 = (Value(0.3, "w21") * x1 + Value(0.8, "w22") * x2 + Value(-0.2, "b2")).sigmoid()
    y = Value(0.7, "v1") * h1 + Value(-0.4, "v2") * h2 + Value(0.2, "c")
    return (y - Value(1.0, "t")) ** 2


def two_layers():
    net = steady(layers.Sequential(layers.Linear(2, 3), layers.ReLU(), layers.Linear(3, 2)))
    return ops.cross_entropy(net(Tensor(samples(2, 2), name="X")), [0, 1])


def normalised():
    net = steady(layers.Sequential(layers.Linear(2, 2), layers.BatchNorm1d(2)))
    return (net(Tensor(samples(3, 2), name="X")) ** 2).mean()


def lenet():
    net = steady(models.lenet())
    return ops.cross_entropy(net(Tensor(samples(2, 1, 28, 28), name="X")), [3, 7])


def residual():
    net = steady(layers.Residual(layers.Sequential(layers.Linear(2, 2), layers.ReLU())))
    return net(Tensor(samples(1, 2), requires_grad=True, name="x")).sum()


EXAMPLES = {
    textbook: "∂f/∂x = z = −4",
    neuron: "∂f/∂w₀ =",
    homework: "∂f/∂w₁₁",
    two_layers: "W₁ ← Gᵀ X",
    normalised: "Z ← 1/(√(var₀(Z) + 10⁻⁵))⊙(G − mean₀(G) − X̂⊙mean₀(G⊙X̂))",
    lenet: "W₂ ← M₁⋆G",
    residual: "∂L/∂x⟨1×2⟩ = ∂L/∂U⟨1×2⟩ + ∂L/∂Z⟨1×2⟩ W⟨2×2⟩",
}


@pytest.mark.parametrize("make", EXAMPLES, ids=lambda make: make.__name__)
@pytest.mark.parametrize("lang", ["fa", "en"])
def test_an_example_is_derived(make, lang):
    long, short = derive(make(), lang), derive(make(), lang, steps="short")
    bare = derive(make(), lang, numbers=False)
    text = re.sub(" +", " ", long.text)
    assert EXAMPLES[make] in text
    if make is residual:
        assert {"en": "two paths", "fa": "دو راه"}[lang] in text
    assert len(short.text) < len(long.text) and len(bare.text) < len(long.text)
    assert not re.search(r"\\[a-z]{2,}|[{}]|\$|`", long.text), "TeX that was not read"
    assert "None" not in long.text and "array(" not in long.text
    if lang == "fa":
        prose = re.sub("\u2066.*?\u2069", "", long.text)
        assert "گرادیان" in prose and "\u0643" not in prose and "\u064a" not in prose


def test_the_numbers_of_lenet_are_the_engines():
    result = lenet()
    table = derive(result, "en").text.splitlines()[-8:]
    result.backward(retain_graph=True)
    leaves = {id(x): x for x in _leaves(result)}.values()
    norms = [np.linalg.norm(x.grad.numpy().astype(float)) for x in leaves if x.requires_grad]
    assert {row.split()[-1] for row in table} == {number_text(norm, 4) for norm in norms}


def _leaves(node):
    if node.op is None:
        return [node]
    return [leaf for x in node.inputs if isinstance(x, Tensor) for leaf in _leaves(x)]
