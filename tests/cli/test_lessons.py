"""``lessons html``, ``check`` and ``build``: what is written is named, and mistakes give code 1."""

from __future__ import annotations

import pytest

from tinygrad_fa import cli, lessons


def test_html_names_the_first_page(tmp_path, capsys):
    pytest.importorskip("mistune")
    assert cli.main(["lessons", "html", str(tmp_path / "book")]) == 0
    assert str(tmp_path / "book" / "index.html") in capsys.readouterr().out
    assert (tmp_path / "book" / "index.html").exists()


@pytest.mark.parametrize(("found", "code"), [([], 0), (["`x.ipynb` is not what it was."], 1)])
def test_check_says_what_is_to_be_mended(monkeypatch, capsys, found, code):
    asked = []
    monkeypatch.setattr(lessons, "check", lambda execute: asked.append(execute) or found)
    assert cli.main(["lessons", "check"]) == code
    assert cli.main(["lessons", "check", "--fast"]) == code
    assert asked == [True, False]
    printed = capsys.readouterr().out
    assert (found[0] if found else "in order") in printed


def test_open_hands_options_on(monkeypatch):
    asked = []
    monkeypatch.setattr(lessons, "open_lesson", lambda *a, **k: asked.append((a, k)) or 0)
    assert cli.main(["lessons", "open", "1"]) == 0
    assert cli.main(["lessons", "open", "1", "--", "--allow-root", "--no-browser"]) == 0
    assert asked == [
        ((1,), {"options": []}),
        ((1,), {"options": ["--allow-root", "--no-browser"]}),
    ]


def test_build_names_what_it_writes(monkeypatch, capsys, tmp_path):
    asked = []

    def build(numbers):
        asked.append(numbers)
        return [tmp_path / "fa" / "01_x.ipynb"]

    monkeypatch.setattr(lessons, "build", build)
    assert cli.main(["lessons", "build", "1", "2"]) == cli.main(["lessons", "build"]) == 0
    assert asked == [[1, 2], []]
    assert "01_x.ipynb" in capsys.readouterr().out
