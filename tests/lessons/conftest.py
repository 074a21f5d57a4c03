"""A small lesson in a folder of its own, for tests that break it."""

from __future__ import annotations

import pytest

from tinygrad_fa.language import set_language
from tinygrad_fa.lessons.source import lessons_folder

SOURCE = """\
# ---
# title.fa: درس کوتاه
# title.en: A short lesson
# minutes: 5
# ---

# %% [markdown] lang="fa"
# # درس کوتاه
#
# جمع را ببینید: $q = 3$.
#
# $$q = x + y$$
#
# {exercise q1}

# %% [markdown] lang="en"
# # A short lesson
#
# Look at the sum: $q = 3$.
#
# $$q = x + y$$
#
# {exercise q1}

# %%
# fa: جمع
# en: the sum
q = 1 + 2
assert q == 3
q
"""

EXERCISES = """\
from tinygrad_fa.lessons.exercises import Exercise, Numbers

EXERCISES = [Exercise("q1", {"fa": "یک و دو چند است؟", "en": "What is one and two?"}, Numbers(3))]
"""


@pytest.fixture(autouse=True)
def english():
    """Speak English in every test, whatever the environment wishes, and forget it after."""
    set_language("en")
    yield
    set_language(None)


@pytest.fixture
def small_folder(tmp_path):
    """Return a folder of lessons with one small lesson, number 7."""
    folder = tmp_path / "lessons"
    for part in ("exercises", "reference"):
        (folder / part).mkdir(parents=True)
    (folder / "07_short.py").write_text(SOURCE, encoding="utf-8")
    (folder / "exercises" / "07_short.py").write_text(EXERCISES, encoding="utf-8")
    glossary = (lessons_folder() / "reference" / "glossary.tsv").read_text(encoding="utf-8")
    (folder / "reference" / "glossary.tsv").write_text(glossary, encoding="utf-8")
    return folder
