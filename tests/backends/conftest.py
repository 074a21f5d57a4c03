"""Every test here runs under each library that is not NumPy: the strict one, and CuPy on a GPU."""

import importlib.util
from pathlib import Path

import pytest

from tinygrad_fa import backend, randomness
from tinygrad_fa.language.errors import SettingError

TESTS = Path(__file__).parent.parent


def load(path):
    """Return a file of the tests as a module."""
    spec = importlib.util.spec_from_file_location(f"{path.parent.name}_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


strict = load(TESTS / "backends" / "strict.py")
TABLE = load(TESTS / "layers" / "table.py")
backend.register("strict", strict.make_library())


@pytest.fixture(scope="session", params=["strict", "cupy"])
def library(request):
    """Return the library; skip, saying why, where it cannot compute."""
    try:
        return backend.named(request.param)
    except SettingError as error:
        pytest.skip(f"no GPU here: {error.values['reason']}")


@pytest.fixture(scope="session")
def strict_lists():
    """Return the file of the strict library, with its lists of names."""
    return strict


@pytest.fixture(scope="session")
def table():
    """Return the table of all layers."""
    return TABLE


@pytest.fixture(autouse=True)
def _start():
    randomness.manual_seed(0)
    backend.use_backend("numpy")
    yield
    backend.use_backend("numpy")


def pytest_generate_tests(metafunc):
    """Give every test that asks for an op or a layer one run per row of the tables of these."""
    if "row" in metafunc.fixturenames:
        metafunc.parametrize("row", TABLE.TABLE.values(), ids=list(TABLE.TABLE))
    if "op_case" in metafunc.fixturenames:
        cases = load(TESTS / "engine" / "test_ops_gradients.py").CASES
        metafunc.parametrize("op_case", cases, ids=lambda case: case.name)
