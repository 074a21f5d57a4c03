"""What a function uses is found, whatever name it goes by; what it does not use does not count."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinygrad_fa.homework.forbidding import forbidden_in

FORBID = ("tinygrad_fa", "numpy.gradient")


@pytest.mark.parametrize(
    "source",
    [
        "import tinygrad_fa\ndef f(x): return tinygrad_fa.Value(x)",
        "import tinygrad_fa as tg\ndef f(x): return tg.Value(x)",
        "def f(x):\n    import tinygrad_fa.engine as e\n    return e.Value(x)",
        "from tinygrad_fa import Value\ndef f(x): return Value(x)",
        "from tinygrad_fa import Value as V\ndef g(x): return V(x)\ndef f(x): return g(x)",
        "import numpy as np\ndef f(x): return np.gradient(x)",
        "from numpy import gradient as slope\ndef f(x): return slope(x)",
        "import numpy as np\nhelper = np.gradient\ndef f(x): return helper(x)",
        "import numpy as np\nclass A:\n    m = np.gradient\ndef f(x): return A().m(x)",
        "import tinygrad_fa as tg\ndef f(x): return '\\d', tg.Value(x)",
        "def f(x): return __import__('tinygrad_fa').Value(x)",
        "import importlib\ndef f(x): return importlib.import_module('tinygrad_fa.engine')",
        "def f(x): return 1\n# %%\nfrom tinygrad_fa import Value\ndef f(x): return Value(x)",
        "this is (no Python\n# %%\n%matplotlib inline\nimport tinygrad_fa\nf = tinygrad_fa.Value",
        "import tinygrad_fa as tg\nf = lambda x: tg.Value(x)",
    ],
)  # fmt: skip
def test_found(source):
    assert forbidden_in(source, "f", FORBID) in FORBID


@pytest.mark.parametrize(
    "source",
    [
        "import tinygrad_fa as tg\ncheck = tg.start()\n# %%\ndef f(x): return 2 * x",
        "import numpy as np\ndef other(x): return np.gradient(x)\ndef f(x): return np.sum(x)",
        "def f(x):\n    '''tinygrad_fa is forbidden'''\n    return x",
        "import tinygrad_fa_other as t\ndef f(x): return t.Value(x)",
        "", "def g(): pass",
    ],
)  # fmt: skip
def test_not_found(source):
    assert forbidden_in(source, "f", FORBID) == ""


def test_nothing_is_forbidden_unless_it_is_named():
    assert forbidden_in("import tinygrad_fa\nf = tinygrad_fa.Value", "f", ()) == ""


@given(st.text(max_size=200))
def test_any_text_can_be_searched(source):
    assert forbidden_in(source, "f", FORBID) in ("", *FORBID)
