"""The workshop of the lessons: one source per lesson, two languages, checked by machine.

A lesson is written once (`source`), becomes a notebook in each language (`workshop`), runs in a
terminal without Jupyter (`running`), asks the student and answers her (`exercises`), and its
Persian is proof-read (`lint`).  The lessons themselves live in the folder ``lessons/`` at the
top of the repository.

    lessons.list_lessons()        # numbers, titles, files
    lessons.run(1, "fa")          # lesson 1 in the terminal
    lessons.open_lesson(1)        # lesson 1 in JupyterLab
    lessons.build()               # sources → notebooks, executed
    lessons.check()               # [] if notebooks, code and prose are in order
    lessons.write_book()          # a book of HTML pages for reading without a network
"""

from __future__ import annotations

from tinygrad_fa.lessons.book import write_book
from tinygrad_fa.lessons.notebook import start
from tinygrad_fa.lessons.opening import open_lesson
from tinygrad_fa.lessons.own_numbers import own_net
from tinygrad_fa.lessons.running import run
from tinygrad_fa.lessons.source import list_lessons
from tinygrad_fa.lessons.workshop import build, check

__all__ = ["build", "check", "list_lessons", "open_lesson", "own_net", "run", "start", "write_book"]
