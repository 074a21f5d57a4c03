"""The golden numbers, and a language that every test starts from."""

import json
from pathlib import Path

import numpy as np
import pytest

from tinygrad_fa import randomness
from tinygrad_fa.language import set_language

GOLDEN = Path(__file__).parent.parent / "data" / "torch_keras"
ONE_INPUT_LAYERS = (  # that turn one input into one output, without state
    "Linear",
    "Conv1d",
    "Conv2d",
    "ConvTranspose2d",
    "MaxPool2d",
    "AvgPool2d",
    "AdaptiveAvgPool2d",
    "LocalResponseNorm",
)


@pytest.fixture(scope="session")
def golden_arrays():
    with np.load(GOLDEN / "layers.npz") as arrays:
        return dict(arrays)


@pytest.fixture(autouse=True)
def _start():
    set_language("en")
    randomness.manual_seed(0)
    yield
    set_language(None)


def pytest_generate_tests(metafunc):
    """Give every test that asks for a golden case one run per case."""
    for name, file, part, is_wanted in [
        ("layer_case", "layers", "cases", lambda case: case["layer"] in ONE_INPUT_LAYERS),
        ("image_layer_case", "image_layers", "cases", bool),
        ("dropout_case", "layers", "cases", lambda case: case["layer"] == "Dropout"),
        ("activation_case", "losses", "activations", bool),
        ("init_case", "initializers", "cases", bool),
    ]:
        if name in metafunc.fixturenames:
            told = json.loads((GOLDEN / f"{file}.json").read_text())[part]
            cases = list(filter(is_wanted, told))
            ids = [str(c.get("id") or c.get("fn") or i) for i, c in enumerate(cases)]
            metafunc.parametrize(name, cases, ids=ids)
