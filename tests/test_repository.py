"""The house itself: its floors, its front door, its README, and the wheel it travels in."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

import tinygrad_fa

REPOSITORY = Path(__file__).resolve().parent.parent
PACKAGE = REPOSITORY / "tinygrad_fa"
ROOMS = {
    path.stem
    for path in PACKAGE.iterdir()
    if path.suffix == ".py" or (path / "__init__.py").is_file()
} - {"__init__"}


def python(code, **environment):
    """Run code in a fresh Python and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=REPOSITORY,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


# The floors


def test_imports_go_down_only():
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [linter, "--no-cache"], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Contracts: 2 kept, 0 broken" in done.stdout


def contract(name):
    """Return the list called `name` in the import contracts of pyproject.toml."""
    text = (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")
    (found,) = re.findall(rf"^{name} = \[(.*?)^\]", text, flags=re.DOTALL | re.MULTILINE)
    return re.findall(r'"(.*?)"', found)


def test_every_room_has_its_floor():
    floors = {room.strip("() ") for line in contract("layers") for room in re.split("[|:]", line)}
    assert floors >= ROOMS


def test_only_these_rooms_may_import_an_array_library():
    watched = {name.removeprefix("tinygrad_fa.") for name in contract("source_modules")}
    assert ROOMS - watched == {"__main__", "ops", "backend", "data", "saving", "caffe"}


def test_the_backend_is_the_only_door_to_arrays_in_the_watched_rooms():
    # import-linter sees imports; an import by name would go past it.
    for name in contract("source_modules"):
        room = PACKAGE / name.removeprefix("tinygrad_fa.")
        for path in room.rglob("*.py") if room.is_dir() else [room.with_suffix(".py")]:
            code = path.read_text(encoding="utf-8")
            assert not re.search(r"""import_module\(["'](numpy|cupy)|__import__\(""", code), path


# The front door


def test_import_is_light():
    heavy = "[m for m in sys.modules if m.partition('.')[0] in ('numpy', 'tqdm', 'graphviz')]"
    assert python(f"import sys, tinygrad_fa; print({heavy})") == "[]"


def test_values_formulas_pictures_and_the_command_line_need_no_numpy(tmp_path):
    code = f"""
import sys
import tinygrad_fa as tg
from tinygrad_fa.cli import main
x = tg.Value(2.0)
(x * x).backward()
tg.draw(x * x), tg.derive(x * x), tg.check_gradients(lambda x: x * x, 2.0)
assert main(["derive", "x*y", "x=1", "y=2"]) == 0
assert main(["draw", "x*y", "x=1", "y=2", "--out", {str(tmp_path / "f.svg")!r}]) == 0
assert main(["check", "x*y", "x=1", "y=2"]) == 0
assert "numpy" not in sys.modules
tg.Tensor([1.0])
assert "numpy" in sys.modules
"""
    python(code)


def test_import_time(record_property):
    """The time over bare Python is reported, not judged: a busy machine is not a slow import."""
    code = (
        "import time; start = time.perf_counter(); import tinygrad_fa; "
        "print(1000 * (time.perf_counter() - start))"
    )
    milliseconds = min(float(python(code)) for _ in range(3))
    record_property("import_milliseconds", round(milliseconds, 1))
    assert milliseconds > 0


@pytest.mark.parametrize("name", tinygrad_fa.__all__)
def test_every_name_of_the_face_is_there(name):
    assert getattr(tinygrad_fa, name) is not None
    assert name in dir(tinygrad_fa)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'tensor_'"):
        tinygrad_fa.tensor_  # noqa: B018


def test_type_checkers_see_the_names_that_are_there():
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    seen = [
        (node.module, alias.asname or alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module.startswith("tinygrad_fa")
        for alias in node.names
    ]
    assert sorted(name for _, name in seen) == sorted(tinygrad_fa.__all__)
    for module, name in seen:
        told = getattr(__import__(module, fromlist=[name]), name)
        assert getattr(tinygrad_fa, name) is told


@pytest.mark.parametrize(
    "before",
    [
        "",
        "import tinygrad_fa.draw",
        "from tinygrad_fa.draw import picture",
        "import tinygrad_fa.draw.picture",
        "from tinygrad_fa.draw.derivation import Derivation",
        "tg.draw",
        "from tinygrad_fa import draw",
    ],
)
def test_draw_is_the_function_whatever_was_imported_before(before):
    code = f"""
import tinygrad_fa as tg
{before}
import tinygrad_fa.draw
from tinygrad_fa.draw import draw as in_its_room
assert tg.draw is in_its_room and callable(tg.draw), tg.draw
assert "<svg" in tg.draw(tg.Value(2.0) * 3).svg
"""
    python(code)


def test_ops_can_be_imported_under_its_short_name():
    import tinygrad_fa.engine.ops
    import tinygrad_fa.ops

    assert tinygrad_fa.ops.__all__ == tinygrad_fa.engine.ops.__all__
    assert all(
        getattr(tinygrad_fa.ops, name) is getattr(tinygrad_fa.engine.ops, name)
        for name in tinygrad_fa.ops.__all__
    )
    assert tinygrad_fa.Value.exp is tinygrad_fa.ops.exp


# The papers


def commands(readme):
    """Return the first two commands of a README."""
    blocks = re.findall(r"```bash\n(.*?)\n```", (REPOSITORY / readme).read_text(encoding="utf-8"))
    return blocks[:2]


def test_both_readmes_open_with_the_same_two_commands():
    demo, tests = commands("README.md")
    assert demo.endswith("tinygrad-fa demo")
    assert "-m pytest" in tests
    assert commands("README.fa.md") == [demo, tests]


def test_ci_runs_the_test_command_of_the_readme():
    script = (REPOSITORY / ".ci" / "run").read_text(encoding="utf-8")
    (pattern,) = re.findall(r"grep -m 1 -e '(.*?)' README\.md", script)
    lines = (REPOSITORY / "README.md").read_text(encoding="utf-8").splitlines()
    assert next(line for line in lines if pattern in line) == commands("README.md")[1]
    assert os.access(REPOSITORY / ".ci" / "run", os.X_OK)


@pytest.mark.slow
def test_the_wheel_runs_the_demo_in_an_empty_environment(tmp_path):
    def run(*words, **settings):
        done = subprocess.run(
            [str(word) for word in words], capture_output=True, text=True, check=False, **settings
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run(sys.executable, "-m", "build", "--wheel", "--outdir", tmp_path, REPOSITORY)
    (wheel,) = tmp_path.glob("*.whl")
    carried = zipfile.ZipFile(wheel).namelist()
    for top, inside in (("datasets", "_datasets"), ("lessons", "_lessons")):
        listed = run("git", "-C", REPOSITORY, "ls-files", "--", top).split()
        wanted = {name.replace(top, f"tinygrad_fa/{inside}", 1) for name in listed}
        assert wanted <= set(carried)
    assert not [name for name in carried if name.startswith("tests/")]

    venv.create(tmp_path / "venv", with_pip=True)
    programs = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin")
    run(programs / "python", "-m", "pip", "install", "--quiet", wheel)
    empty = tmp_path / "empty"
    empty.mkdir()
    # No `dot`, no terminal, no UTF-8: the poorest machine there is.
    poor = {"PATH": str(programs), "LC_ALL": "C", "TINYGRAD_FA_LANG": "fa"}
    said = run(programs / "tinygrad-fa", "demo", "--quick", cwd=empty, env=poor, encoding="utf-8")
    assert "LeNet" in said
    made = {path.name for path in (empty / "tinygrad_fa_demo").iterdir()}
    assert made == {"product.svg", "product.md", "neuron.svg", "neuron.md"}
    said = run(programs / "tinygrad-fa", "lessons", "list", cwd=empty, env=poor, encoding="utf-8")
    assert "01" in said
