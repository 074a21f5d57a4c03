"""Computes the TeX of a derivation of numbers, and makes random expressions to derive."""

import math
import operator
import random
import re

from tinygrad_fa.engine.value import Value

TOKEN = re.compile(
    r"\\mathop\{\\mathrm\{\w+\}\}|\\mathrm\{\w+\}|\\[a-zA-Z]+|\d+\.?\d*|[A-Za-z]|[-+^_{}()\[\]|<>=,']"
)
FUNCTIONS = {
    r"\ln": math.log, r"\sin": math.sin, r"\cos": math.cos, r"\tanh": math.tanh,
    r"\sqrt": math.sqrt, r"\sigma": lambda x: 1 / (1 + math.exp(-x)), r"\max": max, r"\min": min,
    "sign": lambda x: (x > 0) - (x < 0), "clip": lambda x, low, high: min(max(x, low), high),
}  # fmt: skip
RELATIONS = {"<": operator.lt, ">": operator.gt, r"\le": operator.le, r"\ge": operator.ge}


class Reader:
    """Computes TeX; `known` holds names, and (of, by) for partial derivatives."""

    def __init__(self, tex, known):
        self.tokens = TOKEN.findall(tex)
        assert "".join(self.tokens) == tex.replace(" ", ""), tex
        self.known = known
        self.i = 0

    def peek(self):
        return self.tokens[self.i] if self.i < len(self.tokens) else ""

    def take(self, expected=None):
        token = self.peek()
        assert expected is None or token == expected, (self.tokens, self.i, expected)
        self.i += 1
        return token

    def all(self):
        value = self.sum()
        assert not self.peek(), (self.tokens, self.i)
        return value

    def sum(self):
        value = -self.product() if self.peek() == "-" and self.take() else self.product()
        while self.peek() in ("+", "-"):
            sign = 1 if self.take() == "+" else -1
            value += sign * self.product()
        return value

    def product(self):
        value = self.power()
        while True:
            if self.peek() in (r"\cdot", r"\times"):
                self.take()
            elif self.peek() in ("", *"+-)]}|<>=,", r"\le", r"\ge"):
                return value
            value *= self.power()

    def power(self):
        value = self.atom()
        if self.peek() == "^":
            self.take()
            value = value ** self.group()
        return value

    def group(self):
        if self.peek() != "{":
            return self.atom()
        self.take("{")
        value = self.sum()
        self.take("}")
        return value

    def raw(self):
        self.take("{")
        start, depth = self.i, 1
        while depth:
            depth += {"{": 1, "}": -1}.get(self.take(), 0)
        return "".join(self.tokens[start : self.i - 1])

    def arguments(self):
        if self.peek() != "(":
            return [self.group() if self.peek() == "{" else self.power()]
        self.take("(")
        values = [self.sum()]
        while self.peek() == ",":
            self.take()
            values.append(self.sum())
        self.take(")")
        return values

    def atom(self):
        token = self.take()
        if token[0].isdigit():
            return float(token)
        if token == "(":
            value = self.sum()
            self.take(")")
            return value
        if token == "|":
            value = abs(self.sum())
            self.take("|")
            return value
        if token == "[":
            left, holds = self.sum(), True
            while self.peek() != "]":  # [a \le b \le c] is a chain
                relation, right = self.take(), self.sum()
                holds &= RELATIONS[relation](left, right)
                left = right
            self.take("]")
            return float(holds)
        if token == r"\frac":
            if self.tokens[self.i + 1] != r"\partial":
                return self.group() / self.group()
            of, by = self.raw().removeprefix(r"\partial"), self.raw().removeprefix(r"\partial")
            if not of:
                self.arguments()
            return self.known[of, by]
        name = re.fullmatch(r"(?:\\mathop\{)?\\mathrm\{(\w+)\}+", token)
        if name and name[1] in FUNCTIONS and token not in self.known:
            return FUNCTIONS[name[1]](*self.arguments())
        if token in FUNCTIONS and token not in self.known:
            return FUNCTIONS[token](*self.arguments())
        name = token
        if self.peek() == "_":
            self.take()
            name += "_{" + self.raw() + "}"
        return math.e if name == "e" and "e" not in self.known else self.known[name]


def compute(tex, known):
    return Reader(tex, known).all()


UNARY = [
    lambda x: -x, lambda x: (x * 0.3).exp(), lambda x: (abs(x) + 0.5).log(), lambda x: x**2,
    lambda x: x**3, lambda x: 1 / x, lambda x: (x * x + 1).sqrt(), lambda x: x.sin(),
    lambda x: x.cos(), lambda x: x.tanh(), lambda x: x.sigmoid(), lambda x: x.relu(),
    lambda x: x.softplus(), lambda x: abs(x), lambda x: x.leaky_relu(0.1), lambda x: x.clip(-2, 2),
    lambda x: 2 - x, lambda x: x / -4, lambda x: -1.5 * x, lambda x: x - 3, lambda x: 2**x,
    lambda x: (abs(x) + 1) ** -0.5,
]  # fmt: skip
BINARY = [
    lambda x, y: x + y, lambda x, y: x - y, lambda x, y: x * y, lambda x, y: x / y,
    lambda x, y: x * y, lambda x, y: x + y, lambda x, y: x.max(y), lambda x, y: x.min(y),
    lambda x, y: (abs(x) + 0.5) ** y,
]  # fmt: skip


def random_expression(seed):
    dice = random.Random(seed)
    names = dice.choice(
        [["x", "y", "z"], ["w0", "w1", "x0"], ["a", "q", "u"], ["alpha", "eps", "f"]]
    )
    leaves = [Value(dice.choice([-1, 1]) * dice.uniform(0.5, 2.5), name) for name in names]
    nodes = list(leaves)
    for _ in range(dice.randint(1, 7)):
        if dice.random() < 0.5:
            nodes.append(dice.choice(UNARY)(dice.choice(nodes)))
        else:
            nodes.append(dice.choice(BINARY)(dice.choice(nodes), dice.choice(nodes)))
    return nodes[-1], leaves
