"""What a question forbids is not there when it is asked, however its name is hidden."""

from __future__ import annotations

import pytest

from tests.homework.small_class import CODE, FULL, RIGHT, SOURCE
from tinygrad_fa.homework.grading import Job, Source, grade_one
from tinygrad_fa.homework.sandbox import probe
from tinygrad_fa.homework.source import read_homework

TIERS = [tier.letter for tier in probe() if tier.available and tier.letter in "AB"]
MEAN = 3.0  # points of the question that forbids

# Each defines `get`, which looks for the forbidden package.
HIDDEN = {
    "a name out of pieces": """
import importlib
def get(): return importlib.import_module("tiny" + "grad_fa")
""",
    "another import": """
def get(): return __import__("builtins").__dict__["__im" + "port__"]("_".join(["tinygrad", "fa"]))
""",
    "a text that is run": """
def get():
    exec("import tinygrad" + "_fa", names := {})
    return names["tinygrad" + "_fa"]
""",
    "imported elsewhere": """
import tinygrad_fa as one
def get(): return globals()["o" + "ne"]
""",
    "kept in a module": """
import math, tinygrad_fa as one
math.kept = one
import math
def get(): return getattr(math, "ke" + "pt")
""",
    "modules that are there": """
import sys
def get(): return next(module for name, module in sys.modules.items() if name[:4] == "tiny")
""",
    "classes that are there": """
import sys
def get():
    found = [kind for kind in object.__subclasses__() if kind.__module__[:4] == "tiny"]
    return sys.modules[found[0].__module__[:11]]
""",
    "a folder of packages": """
import importlib.util, os, sys
def get():
    files = [os.path.join(path, "tinygrad" + "_fa", "__init__.py") for path in sys.path]
    spec = importlib.util.spec_from_file_location("other", next(filter(os.path.isfile, files)))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
""",
    "written plainly, beside what is no Python": """
import tinygrad_fa
def get(): return tinygrad_fa
# %%
def (:
# %%
""",
    "written plainly, behind what looks like the mark of a cell": """
import tinygrad_fa
m = (7
% 3)
def get(): return tinygrad_fa
""",
}


@pytest.fixture(scope="module", params=["A", "B"])
def job(request, tmp_path_factory):
    """Return a function that makes a job of a submission."""
    if request.param not in TIERS:
        pytest.skip(f"no protection {request.param} here")
    path = tmp_path_factory.mktemp("homework") / "small.py"
    source = SOURCE.replace("# allow: numpy", "# allow: numpy, tinygrad_fa")
    path.write_text(source.replace('{"mean": 3},', '{"mean": 3}, forbid=("tinygrad_fa",),'))
    homework = read_homework(path)

    def made(text):
        return Job(
            "s1", "s1.py", "0", Source.of(homework), b"grading", b"personal", request.param,
            files={"s1.py": text.encode()},
        )  # fmt: skip

    return made


@pytest.mark.parametrize("name", HIDDEN)
def test_what_is_forbidden_is_not_there(job, name):
    answer = "def mean_square(a):\n    Tensor = get().Tensor\n    return (a ** 2).sum() / a.size"
    verdict = grade_one(job(CODE.format(**RIGHT) + f"\n# %%\n{HIDDEN[name]}\n{answer}\n"))
    assert not verdict.refused
    assert verdict.earned == FULL - MEAN


def test_what_other_questions_may_use_costs_nothing(job):
    use = "import tinygrad_fa as tg, numpy as np\nv = tg.Value(2.0)\nclass Mine(tg.Tensor): pass"
    other = RIGHT | {"o": "float(tg.ops.sigmoid(tg.Value(float(z))).data)"}
    verdict = grade_one(job(f"{use}\n# %%\n{CODE.format(**other)}"))
    assert verdict.earned == FULL, verdict
