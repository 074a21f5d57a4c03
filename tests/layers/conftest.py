"""The golden numbers, and a language that every test starts from."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest

from tinygrad_fa import randomness
from tinygrad_fa.engine.checks import check_gradients
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

NORMS = ("BatchNorm1d", "BatchNorm2d", "LayerNorm", "GroupNorm", "RMSNorm", "InstanceNorm2d")


def _load_table():
    """Return `table.py` beside this file as a module."""
    path = Path(__file__).parent / "table.py"
    spec = importlib.util.spec_from_file_location("table_of_layers", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TABLE = _load_table()


@pytest.fixture(scope="session")
def table():
    return TABLE


@pytest.fixture(scope="session")
def golden_arrays():
    with np.load(GOLDEN / "layers.npz") as arrays:
        return dict(arrays)


@pytest.fixture(scope="session")
def golden_folder():
    return GOLDEN


@pytest.fixture
def arrays_of(golden_arrays):
    """Return the arrays of a case by their names in it, such as ``x0`` and ``grad_p.weight``."""

    def pick(case):
        start = case["id"] + "/"
        return {k.removeprefix(start): a for k, a in golden_arrays.items() if k.startswith(start)}

    return pick


@pytest.fixture
def gradients_agree():
    """Return a check of a layer's gradients to all inputs and parameters, by four witnesses."""

    def check(layer, *inputs, run=lambda layer, *x: layer(*x), order=2, max_entries=12):
        layer.to("float64")
        names = [name for name, _ in layer.named_parameters()]
        owners = dict(layer.named_layers())

        def f(*nodes):
            for name, node in zip(names, nodes[len(inputs) :]):
                path, _, attribute = name.rpartition(".")
                setattr(owners[path], attribute, node)
            return run(layer, *nodes[: len(inputs)])

        start = layer.parameters()
        points = [np.asarray(x, "float64") for x in inputs] + [p.data for p in start]
        report = check_gradients(f, *points, order=order, max_entries=max_entries)
        f(*inputs, *start)  # the layer has its own parameters again
        assert report.ok, report
        assert len(report.rows) >= len(points)

    return check


@pytest.fixture(autouse=True)
def _start():
    set_language("en")
    randomness.manual_seed(0)
    yield
    set_language(None)


def pytest_generate_tests(metafunc):
    """Give every test that asks for a row of the table, or a golden case, one run for each."""
    if "row" in metafunc.fixturenames:
        metafunc.parametrize("row", TABLE.TABLE.values(), ids=list(TABLE.TABLE))
    for name, file, part, is_wanted in [
        ("layer_case", "layers", "cases", lambda case: case["layer"] in ONE_INPUT_LAYERS),
        ("norm_case", "layers", "cases", lambda case: case["layer"] in NORMS),
        ("recurrent_case", "layers", "cases", lambda case: "gate_order" in case["settings"]),
        ("attention_case", "layers", "cases", lambda case: "ttention" in case["layer"]),
        ("embedding_case", "layers", "cases", lambda case: case["layer"] == "Embedding"),
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
