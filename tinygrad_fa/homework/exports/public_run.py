"""The public checks without a notebook, for GitHub: ``python -m … CHECKS.txt [FOLDER]``.

It runs where students can see and change everything: in their own repository.  So it knows no
answers, its score is a promise and no mark, and it says so.  It writes what Classroom 50 and
plain GitHub Actions read: ``result.json``, ``release-body.md`` and the summary of the workflow.
"""

from __future__ import annotations

import contextlib
import datetime
import io
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tinygrad_fa import language
from tinygrad_fa.homework import public
from tinygrad_fa.homework.notebooks import NotReadable, python_of, read_files

HUNDREDTHS = 100  # Classroom 50 counts in whole numbers


@dataclass(frozen=True)
class Checked:
    """What the public checks say about one question."""

    question: str
    share: float
    points: float
    said: str


def checked(folder: Path, text: str, chosen: str) -> list[Checked]:
    """Run what was handed in and check every question of it.

    Args:
        folder: with the notebooks.
        text: what `public.checks_of` made.
        chosen: the language, or both: ``"fa+en"``.
    """
    files = {
        path.name: path.read_bytes()
        for path in sorted(folder.iterdir())
        if path.suffix in (".ipynb", ".py") and path.is_file()
    }
    names: dict[str, Any] = {"__name__": "__main__"}
    failed = ""
    try:
        cells = read_files(files).cells
    except NotReadable as error:
        cells, failed = [], error.key
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in cells:
            if cell.is_code:
                with contextlib.suppress(Exception):  # a cell that fails stops no other one
                    exec(compile(python_of(cell.text), cell.file, "exec"), names)  # noqa: S102
    check = public.start(text, chosen, str(names.get("student", "")))
    found = []
    for question, points in public.points_of(text).items():
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            earned = check(question, names.get(public.function_of(text, question)))
        found.append(Checked(question, earned / points if points else 1.0, points, said.getvalue()))
    if failed and found:
        first = found[0]
        found[0] = Checked(first.question, 0.0, first.points, f"{failed}\n{first.said}")
    return found


def as_result(
    found: Sequence[Checked], homework: str, environment: Mapping[str, str]
) -> dict[str, Any]:
    """Return what Classroom 50 reads (``classroom50/result/v1``)."""
    tests = [
        {
            "test-name": one.question,
            "passed": one.share >= 1,
            "score": round(HUNDREDTHS * one.share * one.points),
            "max-score": round(HUNDREDTHS * one.points),
            "output": one.said,
        }
        for one in found
    ]
    commit = environment.get("COMMIT_URL", "")
    now = datetime.datetime.now(datetime.timezone.utc)
    return {
        "schema": "classroom50/result/v1",
        "classroom": environment.get("CLASSROOM", ""),
        "assignment": environment.get("ASSIGNMENT", homework),
        "submission": environment.get("SUBMISSION_TAG", ""),
        "commit": commit,
        "release": environment.get("RELEASE_URL", ""),
        "review": environment.get("REVIEW_URL") or commit,
        "datetime": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "score": sum(test["score"] for test in tests),
        "max-score": sum(test["max-score"] for test in tests),
        "tests": tests,
    }


def as_markdown(found: Sequence[Checked], chosen: str) -> str:
    """Return the same for a reader."""
    lines = [f"### {language.text('building.public_title', chosen)}", ""]
    lines += [language.text("building.public_only", chosen), ""]
    for one in found:
        mark = "✔" if one.share >= 1 else "✘"
        lines += [f"**{mark} `{one.question}`** ({100 * one.share:.0f} %)", "", "```text"]
        lines += [one.said.replace("```", "'''").rstrip(), "```", ""]
    return "\n".join(lines)


def main(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """Check the folder, write the results, and return the exit code (0: the checks ran)."""
    text = Path(arguments[0]).read_text(encoding="ascii").strip()
    folder = Path(arguments[1]) if len(arguments) > 1 else Path.cwd()
    chosen = language.get_language()
    found = checked(folder, text, chosen)
    result = as_result(found, public.homework_of(text), environment)
    told = as_markdown(found, chosen)
    content = json.dumps(result, ensure_ascii=False, indent=1) + "\n"
    (folder / "result.json").write_text(content, encoding="utf-8")
    (folder / "release-body.md").write_text(told, encoding="utf-8")
    summary = environment.get("GITHUB_STEP_SUMMARY")
    if summary:
        with open(summary, "a", encoding="utf-8") as file:
            file.write(told)
    print(told)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
