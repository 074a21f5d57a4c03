"""JupyterLab is started on a copy that is the student's own, or it is said what to install."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tinygrad_fa import language
from tinygrad_fa.language import set_language
from tinygrad_fa.language.errors import FileError, SettingError
from tinygrad_fa.lessons import opening
from tinygrad_fa.lessons.source import find_lesson


@pytest.mark.parametrize("chosen", language.LANGUAGES)
def test_without_jupyter_it_is_said_what_to_install(monkeypatch, tmp_path, chosen):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(opening, "find_spec", lambda name: None)
    with pytest.raises(SettingError) as caught:
        opening.open_lesson(1, chosen)
    set_language(chosen)
    assert 'pip install "tinygrad_fa[lessons]"' in str(caught.value)
    assert "tinygrad-fa lessons run 1" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("chosen", language.LANGUAGES)
def test_the_student_works_in_a_copy_that_is_kept(monkeypatch, tmp_path, capsys, chosen):
    started = []

    class Done:
        returncode = 0

    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JUPYTER_PATH", raising=False)
    monkeypatch.setattr(opening, "find_spec", lambda name: name)
    monkeypatch.setattr(opening.subprocess, "run", lambda *a, **k: started.append((a, k)) or Done)
    assert opening.open_lesson(1, chosen) == 0
    copy = tmp_path / "tinygrad_fa_lessons" / chosen / "01_chain_rule.ipynb"
    assert copy.read_bytes() == find_lesson(1).notebook(chosen).read_bytes()
    ((command,), settings) = started[0]
    assert command[1:] == ["-m", "jupyterlab", str(copy)]
    assert settings["env"]["TINYGRAD_FA_LANG"] == chosen
    (folder,) = settings["env"]["JUPYTER_PATH"].split(os.pathsep)
    assert list(Path(folder).glob("labextensions/*/package.json"))

    opening.open_lesson(1, chosen, options=["--no-browser"])
    assert started[-1][0][0][-2:] == [str(copy), "--no-browser"]

    copy.write_text("her own work", encoding="utf-8")
    opening.open_lesson(1, chosen)
    assert copy.read_text(encoding="utf-8") == "her own work"
    assert "tinygrad_fa_lessons" in capsys.readouterr().out


def test_a_folder_that_cannot_be_written_is_named(monkeypatch, tmp_path):
    (tmp_path / "tinygrad_fa_lessons").write_text("a file, not a folder", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(opening, "find_spec", lambda name: name)
    with pytest.raises(FileError) as caught:
        opening.open_lesson(1, "en")
    assert caught.value.key == "lessons.no_copy"
