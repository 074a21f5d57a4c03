"""What a function uses is found, whatever name it goes by; what it does not use does not count."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinygrad_fa.homework.forbidding import allowed, forbidden_in

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
        "import numpy as np\nt = '''\n# %%\n'''\ndef f(x): return t, np.gradient(x)",
        "import numpy as np\nm = (7\n% 3)\ndef f(x): return np.gradient(x)",
        "import math, numpy as np\ndef f(x): return np.gradient(x)",
        "import ｎumpy as np\ndef f(x): return np.ﬁ, np.gradient(x)",
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
        "import tinygrad_fa as tg, numpy as np\ndef f(x): return np.exp(x)",
        "", "def g(): pass",
    ],
)  # fmt: skip
def test_not_found(source):
    assert forbidden_in(source, "f", FORBID) == ""


def test_many_empty_lines_take_no_time():
    begin = time.process_time()
    assert forbidden_in("\n" * 90_000 + "(", "f", FORBID) == ""
    assert time.process_time() - begin < 1


def test_what_a_question_forbids_is_not_there_when_it_is_asked():
    assert allowed(("numpy", "tinygrad_fa"), ("tinygrad_fa",)) == ("numpy",)
    assert allowed(("tinygrad_fa",), ("tinygrad_fa",)) == ("numpy",)
    assert allowed(("tinygrad_fa",), ("tinygrad_fa", "numpy")) == ()
    assert allowed(("numpy", "pandas"), ("numpy.gradient",)) == ("numpy", "pandas")


def test_nothing_is_forbidden_unless_it_is_named():
    assert forbidden_in("import tinygrad_fa\nf = tinygrad_fa.Value", "f", ()) == ""


@given(st.text(max_size=200))
def test_any_text_can_be_searched(source):
    assert forbidden_in(source, "f", FORBID) in ("", *FORBID)
