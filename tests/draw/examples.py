"""The graphs of the course and of real nets, always with the same numbers."""

import re
from pathlib import Path

import numpy as np

import tinygrad_fa as tg
from tinygrad_fa import models
from tinygrad_fa.draw import draw


def steady(net):
    """Return a net whose parameters are not drawn by chance."""
    for number, (_, tensor) in enumerate(net.named_parameters()):
        count = np.arange(1, tensor.size + 1).reshape(tensor.shape)
        tensor.data = np.sin(1.3 * count + number).astype("float32") * tensor.size**-0.4
    return net


def samples(*shape):
    """Return a batch of numbers between −1 and 1."""
    return np.cos(0.7 * np.arange(1, 1 + np.prod(shape)).reshape(shape)).astype("float32")


def textbook():
    x, y, z = tg.Value(-2.0), tg.Value(5.0), tg.Value(-4.0)
    f = (x + y) * z
    f.backward()
    return draw(f)


def before_backward():
    x, y, z = tg.Value(-2.0), tg.Value(5.0), tg.Value(-4.0)
    q = x + y
    f = q * z
    return draw(f)


def neuron():
    w0, w1, w2 = tg.Value(2.0), tg.Value(-3.0), tg.Value(-3.0)
    x0, x1 = tg.Value(-1.0), tg.Value(-2.0)
    f = 1 / (1 + (-(w0 * x0 + w1 * x1 + w2)).exp())
    f.backward()
    return draw(f)


def paths_meet():
    x = tg.Value(0.5)
    a = x * x
    b = a + x
    f = (a * b).tanh() + x
    f.backward()
    return draw(f)


def homework():
    """The 2-2-1 net with its squared error."""
    x1, x2, target = tg.Value(0.5), tg.Value(-1.0), tg.Value(1.0)
    w11, w12, w21, w22 = tg.Value(0.4), tg.Value(-0.6), tg.Value(0.3), tg.Value(0.8)
    v1, v2, b = tg.Value(0.7), tg.Value(-0.5), tg.Value(0.1)
    h1 = (w11 * x1 + w12 * x2).sigmoid()
    h2 = (w21 * x1 + w22 * x2).sigmoid()
    o = (v1 * h1 + v2 * h2 + b).sigmoid()
    loss = (o - target) ** 2
    loss.backward()
    return draw(loss)


def relu_net():
    net = steady(tg.Net(fc1=tg.Linear(3, 4), relu=tg.ReLU(), fc2=tg.Linear(4, 2)))
    loss = tg.CrossEntropyLoss()(net(samples(5, 3)), np.array([0, 1, 1, 0, 1]))
    loss.backward(retain_graph=True)
    return draw(loss)


def relu_net_open():
    net = steady(tg.Net(fc1=tg.Linear(3, 4), relu=tg.ReLU(), fc2=tg.Linear(4, 2)))
    loss = tg.CrossEntropyLoss()(net(samples(5, 3)), np.array([0, 1, 1, 0, 1]))
    loss.backward(retain_graph=True)
    return draw(loss, fold=False)


def one_neuron():
    net = steady(tg.Net(fc1=tg.Linear(3, 4), relu=tg.ReLU(), fc2=tg.Linear(4, 2)))
    loss = tg.CrossEntropyLoss()(net(samples(5, 3)), np.array([0, 1, 1, 0, 1]))
    loss.backward(retain_graph=True)
    return draw(loss, neuron=("fc1", 1))


def broadcast():
    x, w, b = (tg.Tensor(a, requires_grad=True) for a in (samples(4, 3), samples(3, 2), samples(2)))
    y = (x @ w + b).tanh()
    loss = (y * y).mean()
    loss.backward(retain_graph=True)
    return draw(loss)


def lenet():
    net = steady(models.lenet())
    loss = tg.CrossEntropyLoss()(net(samples(2, 1, 28, 28)), np.array([3, 7]))
    loss.backward(retain_graph=True)
    return draw(loss)


def lenet_wired():
    return draw(models.lenet())


def residual_block():
    block = tg.Residual(
        tg.Sequential(
            conv1=tg.Conv2d(4, 4, 3, padding=1), bn1=tg.BatchNorm2d(4), relu=tg.ReLU(),
            conv2=tg.Conv2d(4, 4, 3, padding=1), bn2=tg.BatchNorm2d(4),
        )
    )  # fmt: skip
    return draw(steady(block), samples(2, 4, 6, 6), depth=2)


def transformer_block():
    return draw(steady(tg.TransformerBlock(16, 4)), samples(2, 5, 16))


def transformer_open():
    return draw(steady(tg.TransformerBlock(16, 4)), samples(2, 5, 16), expand=["self_attn"])


def many_blocks():
    net = tg.Net(tg.Linear(6, 8), *(tg.Linear(8, 8) for _ in range(12)), tg.Linear(8, 2))
    return draw(steady(net), samples(3, 6))


def cut():
    f = x = tg.Value(0.5)
    for _ in range(200):
        f = (f * x).tanh() + x
    f.backward()
    return draw(f, depth=6)


ALL = [
    textbook, before_backward, neuron, paths_meet, homework, relu_net, relu_net_open, one_neuron,
    broadcast, lenet, lenet_wired, residual_block, transformer_block, transformer_open,
    many_blocks, cut,
]  # fmt: skip


GOLDEN = [(function, "en") for function in ALL] + [
    (function, "fa") for function in (textbook, neuron, homework, relu_net, lenet, residual_block)
]


def normalised(svg):
    """Return an SVG with whole coordinates and one element in a line, for comparisons."""
    svg = re.sub(r"-?\d+\.\d+", lambda found: str(round(float(found[0]))), _without_texts(svg))
    return re.sub(r">\s*<", ">\n<", svg) + "\n"


def _without_texts(svg):
    """Return the SVG with the decimal points of its texts out of reach of `normalised`."""
    return re.sub(r">[^<]*<", lambda found: found[0].replace(".", "․"), svg)


if __name__ == "__main__":  # python tests/draw/examples.py: write the golden pictures anew
    folder = Path(__file__).parent.parent / "data" / "draw"
    folder.mkdir(exist_ok=True)
    for function, lang in GOLDEN:
        drawn = function().in_language(lang).svg
        (folder / f"{function.__name__}_{lang}.svg").write_text(normalised(drawn), "utf-8")
