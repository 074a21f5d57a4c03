"""Computes the TeX of a tensor's derivation with NumPy alone: nothing of the engine is used."""

import re

import numpy as np

from tests.draw.array_windows import correlated, full, unpooled, weight_gradient, windows_of

TOKEN = re.compile(
    r"\\text\{[^{}]*\}|\\operatorname\{(?:\\mathrm\{\w+\}|\w+)\}|\\mathrm\{[^{}]*\}|\\mathbf\{1\}|\\[a-zA-Z]+|\d+\.?\d*"
    r"|[A-Za-z]|[-+*^_{}()\[\]|<>=,':]"
)
END = ("", ")", "]", "}", "+", "-", ",", "|", "<", ">", "=", r"\le", r"\ge")
RELATIONS = {
    "<": np.less, ">": np.greater, r"\le": np.less_equal, r"\ge": np.greater_equal, "=": np.isclose,
}  # fmt: skip
ONE = {
    r"\ln": np.log, r"\sin": np.sin, r"\cos": np.cos, r"\tanh": np.tanh, "sign": np.sign,
    r"\sigma": lambda x: 1 / (1 + np.exp(-x)),
}  # fmt: skip


def without_shapes(tex):
    """Return TeX without the shapes that stand under its letters."""
    while (found := re.search(r"\\underset\{[^{}]*\}\{", tex)) is not None:
        end, depth = found.end(), 1
        while depth:
            depth += {"{": 1, "}": -1}.get(tex[end], 0)
            end += 1
        tex = tex[: found.start()] + tex[found.end() : end - 1] + tex[end:]
    return tex


class ArrayReader:
    """Reads a formula; `known` has arrays by name, `nodes` the tensors, `node` the one defined."""

    def __init__(self, tex, known, nodes, node=None):
        tex = without_shapes(tex)
        self.tokens = TOKEN.findall(tex)
        assert "".join(self.tokens) == tex.replace(" ", ""), tex
        self.known, self.nodes, self.node, self.i = known, nodes, node, 0

    def all(self):
        value = self.sum()
        assert not self.peek(), (self.tokens, self.i)
        return value

    def peek(self):
        return self.tokens[self.i] if self.i < len(self.tokens) else ""

    def take(self, expected=None):
        token = self.peek()
        assert expected is None or token == expected, (self.tokens, self.i, expected)
        self.i += 1
        return token

    def sum(self):
        value = -self.product() if self.peek() == "-" and self.take() else self.product()
        while self.peek() in ("+", "-"):
            sign = 1 if self.take() == "+" else -1
            term = sign * self.product()
            if np.ndim(value) == 4 and np.ndim(term) == 1:  # one number per channel
                term = term[:, None, None]
            value = value + term
        return value

    def product(self):
        value = self.power()
        while self.peek() not in END:
            sign = self.peek()
            if sign in (r"\cdot", r"\odot", r"\times"):
                self.take()
                value = value * self.power()
            elif sign == r"\star":
                value = self.correlation(value)
            elif sign == "*":
                value = self.full_convolution(value)
            else:
                value = matrix_product(value, self.power())
        return value

    def power(self):
        value = self.atom()
        while self.peek() == "^":
            self.take()
            if self.peek() == r"\top":
                self.take()
                value = value.T if np.ndim(value) < 3 else np.swapaxes(value, -1, -2)
            else:
                value = value ** self.group()
        return value

    def group(self):
        if self.peek() != "{":
            return self.atom()
        self.take("{")
        value = self.sum()
        self.take("}")
        return value

    def raw(self, opening="{", closing="}"):
        self.take(opening)
        start, depth = self.i, 1
        while depth:
            token = self.take()
            depth += (token == opening) - (token == closing)
        return "".join(self.tokens[start : self.i - 1])

    def axes(self):
        if self.peek() != "_":
            return None
        self.take()
        return tuple(int(axis) for axis in self.raw().split(","))

    def arguments(self):
        self.take("(")
        values = [self.sum()]
        while self.peek() == ",":
            self.take()
            values.append(self.sum())
        self.take(")")
        return values

    def named(self, start):
        """Return the tensor that a function's argument names, ∂L/∂X or X."""
        text = "".join(self.tokens[start + 1 : self.i - 1])
        found = re.fullmatch(r"\\frac\{\\partial.*\}\{\\partial(.*)\}", text)
        return self.nodes[found[1] if found else text]

    def atom(self):
        token = self.take()
        if token[0].isdigit():
            return np.float64(token)
        if token in ("(", "|"):
            value = self.sum()
            self.take(")" if token == "(" else "|")
            return value if token == "(" else abs(value)
        if token == "[":
            left, holds = self.sum(), True
            while self.peek() != "]":
                relation, right = self.take(), self.sum()
                holds = holds & RELATIONS[relation](left, right)
                left = right
            self.take("]")
            return np.asarray(holds, float)
        if token == r"\frac":
            if self.tokens[self.i + 1] != r"\partial":
                return self.group() / self.group()
            self.raw()
            return self.known["d" + self.raw().removeprefix(r"\partial")]
        if token == r"\sqrt":
            return np.sqrt(self.group())
        if token == r"\mathbf{1}":
            return np.float64(1)
        if token in (r"\max", r"\min"):
            return (np.maximum if token == r"\max" else np.minimum)(*self.arguments())
        if token in ONE and token not in self.known:
            return ONE[token](self.power())
        if token.startswith(r"\operatorname"):
            return self.function(token[14:-1])
        if token == "e" and "e" not in self.known:
            return np.float64(np.e)
        return self.name(token)

    def name(self, token):
        if token == r"\hat":
            token += "{" + self.raw() + "}"
        if self.peek() == "_":
            self.take()
            token += "_{" + self.raw() + "}"
        while self.peek() == "'":
            token += self.take()
        return self.known[token]

    def function(self, name):
        if name == "sign":
            return np.sign(self.power())
        if name == "einsum":
            return self.einsum()
        if name in ("pick", "put"):
            return self.picked(name)
        axes = self.axes()
        start = self.i
        values = self.arguments()
        x = values[0]
        if name in ("sum", "mean", "var", "max", "min", "prod"):
            return getattr(np, name)(x, axis=axes, keepdims=axes is not None)
        if name == "softmax":
            powers = np.exp(x - x.max())
            return powers / powers.sum(axis=axes, keepdims=True)
        if name in ("cumsum", "flip"):
            return getattr(np, name)(x, axis=axes[0] if axes else None)
        if name == "first":
            before = np.cumsum(x, axis=axes[0] if axes else None).reshape(x.shape)
            return x * (before == 1)
        if name == "ELU":
            return np.where(x > 0, x, np.expm1(x))
        if name == "clip":
            return np.clip(*values)
        if name == "concat":
            return np.concatenate(values, axis=axes[0])
        if name in ("maxpool", "avgpool"):  # of the node that is being computed
            return getattr(self, name)(x)
        node = self.named(start) if self.node is None else self.node
        return getattr(self, name)(x, axes, node)

    # Functions that need to know the op they undo; `node` is what it made.

    def copy(self, x, axes, node):
        shape = node.inputs[0].shape
        if np.ndim(x) < len(shape):
            kept = [1 if axes is None or i in axes else n for i, n in enumerate(shape)]
            x = np.reshape(x, kept)
        return np.broadcast_to(x, shape)

    def others(self, x, axes, node):
        out = np.empty_like(x)
        for place in np.ndindex(*x.shape):
            rest = x.copy()
            rest[place] = 1
            out[place] = np.prod(rest, axis=axes, keepdims=True)[
                tuple(0 if axes is None or i in axes else n for i, n in enumerate(place))
            ]
        return out

    def reshape(self, x, axes, node):
        return np.reshape(x, (node.inputs[0] if self.node is None else self.node).shape)

    def part(self, x, axes, node):
        axis = node.attributes["axis"]
        start = sum(y.shape[axis] for y in node.inputs[: axes[0]])
        return np.take(x, range(start, start + node.inputs[axes[0]].shape[axis]), axis=axis)

    def picked(self, name):
        written = ""
        if self.peek() == "_":
            self.take()
            written = self.raw().replace("{:}", ":")
        start = self.i
        (x,) = self.arguments()
        node = self.named(start) if self.node is None else self.node
        index = node.attributes["index"]
        if written:  # the place must be the one that is written
            index = eval(f"np.s_[{written}]", {"np": np})  # noqa: S307
        if name == "pick":
            return x[index]
        out = np.zeros(node.inputs[0].shape)
        np.add.at(out, index, x)
        return out

    def einsum(self):
        self.take("_")
        letters = self.raw()[6:-1].replace("→", "->")
        start = self.i
        values = self.arguments()
        if self.node is None:  # a way back: ones are as long as the axis that they bring back
            text = "".join(self.tokens[start : self.i])
            found = re.match(r"\(\\frac\{\\partial.*?\}\{\\partial(.*?)\}(?:,|\)$)", text)
            node = self.nodes[found[1]] if found else list(self.nodes.values())[-1]
            terms = node.attributes["subscripts"].split("->")[0].split(",")
            sizes = {a: n for t, x in zip(terms, node.inputs) for a, n in zip(t, x.shape)}
            for i, term in enumerate(letters.split("->")[0].split(",")[1:], start=1):
                if np.ndim(values[i]) != len(term):
                    values[i] = np.ones([sizes[a] for a in term])
        return np.einsum(letters, *values)

    def maxpool(self, x):
        return windows_of(x, self.node.attributes).max(axis=-1)

    def avgpool(self, x):
        return windows_of(x, self.node.attributes).mean(axis=-1)

    def route(self, g, axes, node):
        return unpooled(g, node, lambda window: np.arange(window.size) == window.argmax())

    def spread(self, g, axes, node):
        return unpooled(g, node, lambda window: np.full(window.size, 1 / window.size))

    def correlation(self, x):
        self.take(r"\star")
        if self.peek() != r"\frac":
            return correlated(x, self.power(), **self.node.attributes)
        start = self.i - 1
        g = self.power()
        self.i += 1
        node = self.named(start)
        self.i -= 1
        return weight_gradient(x, g, node.inputs[1].shape, **node.attributes)

    def full_convolution(self, g):
        self.take("*")
        self.take("_")
        assert self.raw() == r"\mathrm{full}"
        node = self.nodes[self.last_derivative()]
        return full(g, self.power(), node.inputs[0].shape, **node.attributes)

    def last_derivative(self):
        text = "".join(self.tokens[: self.i])
        return re.findall(r"\\partial([^{}\\]*(?:\\hat\{\w\})?(?:_\{\d+\})?)\}", text)[-1]


def matrix_product(a, b):
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return a * b
    return np.outer(a, b) if a.ndim == b.ndim == 1 else a @ b
