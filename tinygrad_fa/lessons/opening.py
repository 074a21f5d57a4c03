"""Open a lesson in JupyterLab, in a copy that belongs to the student."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from tinygrad_fa import language
from tinygrad_fa.language.errors import FileError, SettingError
from tinygrad_fa.lessons.source import find_lesson
from tinygrad_fa.lessons.style import JUPYTER

FOLDER = "tinygrad_fa_lessons"  # made in the folder where the student is


def open_lesson(number: int, chosen: str | None = None, options: Sequence[str] = ()) -> int:
    """Start JupyterLab with the lesson and return its exit status when it ends.

    The notebook is copied to ``tinygrad_fa_lessons/<language>/`` in the current folder, and a
    copy that is already there is opened as it is: it holds the student's work.

    Args:
        number: the number of the lesson.
        chosen: ``"fa"`` or ``"en"``; by default the language in use.
        options: of JupyterLab, as ``--no-browser`` or, in a container, ``--allow-root``.

    Raises:
        SettingError: if JupyterLab is not installed; the text says how to install it.
        DataError: if there is no such lesson.
        FileError: if the copy cannot be written.
    """
    chosen = chosen or language.get_language()
    lesson = find_lesson(number)
    if find_spec("jupyterlab") is None:
        raise SettingError("lessons.no_jupyter", number=number)
    copy = own_copy(lesson.notebook(chosen), Path.cwd() / FOLDER / chosen)
    print(language.text("lessons.opening", chosen, path=copy.relative_to(Path.cwd())))
    # A checkout has no place where Jupyter looks for extensions, so it is told where ours is.
    paths = [str(JUPYTER), *filter(None, [os.environ.get("JUPYTER_PATH")])]
    environment = {
        **os.environ,
        "TINYGRAD_FA_LANG": chosen,
        "JUPYTER_PATH": os.pathsep.join(paths),
    }
    command = [sys.executable, "-m", "jupyterlab", str(copy), *options]
    return subprocess.run(command, env=environment, check=False).returncode


def own_copy(notebook: Path, folder: Path) -> Path:
    """Return the student's copy of `notebook` in `folder`, made if it is not there yet."""
    copy = folder / notebook.name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not copy.exists():
            shutil.copyfile(notebook, copy)
    except OSError as error:
        raise FileError("lessons.no_copy", path=copy, reason=error) from error
    return copy
