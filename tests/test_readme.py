"""The README's Python is run, block after block, as a reader would type it."""

import re
from pathlib import Path

import pytest

from tinygrad_fa.language import set_language

README = Path(__file__).parent.parent / "README.md"


@pytest.mark.parametrize(("page", "least"), [("README.md", 7), ("README.fa.md", 2)])
def test_the_code_of_the_pages_runs(
    page: str, least: int, capsys: pytest.CaptureFixture[str]
) -> None:
    text = README.with_name(page).read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(blocks) >= least
    namespace: dict[str, object] = {}
    try:
        for number, block in enumerate(blocks, start=1):
            exec(compile(block, f"{page}, block {number}", "exec"), namespace)
    finally:
        set_language(None)
    printed = capsys.readouterr().out
    assert "-4.0 -4.0 3.0" in printed
    assert namespace["history"].tests[-1].accuracy >= 0.9  # type: ignore[attr-defined]


def test_both_pages_open_with_the_same_two_commands() -> None:
    pages = [README.read_text("utf-8"), README.with_name("README.fa.md").read_text("utf-8")]
    commands = [re.findall(r"```bash\n(.*?)```", page, re.DOTALL)[:2] for page in pages]
    assert commands[0] == commands[1]
    assert "tinygrad-fa demo" in commands[0][0] and "pytest" in commands[0][1]
