"""The oracle beside the tests, as a fixture."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def reference():
    """Return the module `reference.py` of this folder: the formulas as plain loops."""
    spec = spec_from_file_location("kernel_reference", Path(__file__).parent / "reference.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
