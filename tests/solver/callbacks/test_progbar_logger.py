"""ProgbarLogger: the Solver's own progress, switched on, and a line per epoch."""

from __future__ import annotations

import io
from contextlib import redirect_stderr

from tinygrad_fa.language import set_language
from tinygrad_fa.solver.callbacks import ProgbarLogger


class Screen(io.StringIO):
    def isatty(self):
        return True


def test_a_line_for_each_epoch(learner, capsys):
    history = learner().fit(2, callbacks=[ProgbarLogger()]).history
    lines = capsys.readouterr().out.splitlines()
    ends = [line for line in lines if line.startswith("Epoch ")]
    assert ends == [
        f"Epoch {epoch + 1}: " + ", ".join(f"{name} = {history[name][epoch]:.6g}"
                                          for name in ("loss", "lr", "val_loss", "val_accuracy"))
        for epoch in range(2)
    ]  # fmt: skip
    assert any(line.startswith("Iteration") for line in lines)  # plain lines where no screen is


def test_on_a_screen_the_bar_moves(learner):
    with redirect_stderr(Screen()) as screen:
        learner().fit(2, callbacks=[ProgbarLogger()])
    assert "\r" in screen.getvalue() and "6/6" in screen.getvalue()


def test_afterwards_it_is_quiet_again(learner, capsys):
    solver = learner()
    solver.fit(1, callbacks=[ProgbarLogger()])
    capsys.readouterr()
    solver.fit(1)
    assert capsys.readouterr() == ("", "")


def test_a_test_alone_leaves_it_quiet_too(learner, capsys):
    solver = learner()
    solver.evaluate(callbacks=[ProgbarLogger()])
    assert "loss" in capsys.readouterr().out
    solver.evaluate()
    assert capsys.readouterr().out == ""


def test_in_persian(learner, capsys):
    set_language("fa")
    learner().fit(1, callbacks=[ProgbarLogger()])
    assert "دورهٔ ۱: loss = " in capsys.readouterr().out
