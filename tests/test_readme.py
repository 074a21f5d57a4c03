"""The README's Python is run, block after block, as a reader would type it."""

import re
from pathlib import Path

import pytest

README = Path(__file__).parent.parent / "README.md"


def test_the_code_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) >= 7
    namespace: dict[str, object] = {}
    for number, block in enumerate(blocks, start=1):
        exec(compile(block, f"README.md, block {number}", "exec"), namespace)
    printed = capsys.readouterr().out
    assert "-4.0 -4.0 3.0" in printed
    assert namespace["history"].tests[-1].accuracy >= 0.9  # type: ignore[attr-defined]


def test_both_pages_open_with_the_same_two_commands() -> None:
    pages = [README.read_text("utf-8"), README.with_name("README.fa.md").read_text("utf-8")]
    commands = [re.findall(r"```bash\n(.*?)```", page, re.DOTALL)[:2] for page in pages]
    assert commands[0] == commands[1]
    assert "tinygrad-fa demo" in commands[0][0] and "pytest" in commands[0][1]
