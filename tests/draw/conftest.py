"""Graphs that the tests of pictures share."""

import random
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from tinygrad_fa import language
from tinygrad_fa.engine.value import Value


def _neighbour(name):
    spec = spec_from_file_location(f"draw_{name}", Path(__file__).with_name(f"{name}.py"))
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def geometry():
    """What must hold of a placed picture."""
    return _neighbour("geometry")


@pytest.fixture(scope="session")
def examples():
    """The graphs of the course and of real nets."""
    return _neighbour("examples")


EXAMPLES = [function.__name__ for function in _neighbour("examples").ALL]


def pytest_generate_tests(metafunc):
    if "example" in metafunc.fixturenames:
        metafunc.parametrize("example", EXAMPLES)


@pytest.fixture(autouse=True)
def english():
    language.set_language("en")
    yield
    language.set_language(None)


@pytest.fixture
def textbook():
    x, y, z = Value(-2.0, "x"), Value(5.0, "y"), Value(-4.0, "z")
    f = (x + y) * z
    f.name = "f"
    return f


@pytest.fixture
def neuron():
    w0, w1, w2 = Value(2.0, "w0"), Value(-3.0, "w1"), Value(-3.0, "w2")
    x0, x1 = Value(-1.0, "x0"), Value(-2.0, "x1")
    return 1 / (1 + (-(w0 * x0 + w1 * x1 + w2)).exp())


@pytest.fixture
def shared():
    a = Value(3.0, "a")
    b = a + a
    b.name = "b"
    return b + b


@pytest.fixture
def random_graph():
    def build(seed, most=40):
        dice = random.Random(seed)
        names = ["x", "w0", "loss_weight", "β", "وزن", "a_very_long_name_of_a_parameter"]
        nodes = [Value(dice.uniform(-2, 2), dice.choice([*names, None])) for _ in range(4)]
        for _ in range(dice.randint(1, most)):
            x, y = dice.choice(nodes[-6:]), dice.choice(nodes)
            ways = [x + y, x * y, x - y, x.tanh(), x * 0.001, -x, x.max(y), x.leaky_relu(), 1 - x]
            nodes.append(dice.choice(ways))
        if dice.random() < 0.8:
            nodes[-1].backward()
        return nodes[-1]

    return build
