"""What a training shows: a bar on a screen, plain lines in a file, nothing when told so."""

from __future__ import annotations

import io
import re
from contextlib import redirect_stderr

import pytest

from tinygrad_fa.language import set_language


class Screen(io.StringIO):
    """An output that says it is a terminal."""

    def isatty(self):
        return True


def test_silent(make_classifier, capsys):
    make_classifier(max_iter=5, test_interval=2).solve()
    assert capsys.readouterr() == ("", "")


def test_in_a_file_about_ten_plain_lines(make_solver, capsys):
    make_solver(max_iter=100, progress=True).solve()
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert len(lines) == 10
    assert "\r" not in out + err
    assert re.fullmatch(r"Iteration 90: loss = [\d.]+, lr = 0.01 \(\d+ iterations/s\)", lines[-1])
    assert "iterations/s" not in lines[0]  # nothing was measured yet


def test_display_says_when(make_solver, capsys):
    make_solver(max_iter=6, display=3).solve()
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines] == ["Iteration 0", "Iteration 3", "Iteration 6"]


def test_the_displayed_loss_is_the_mean_of_the_last_ones(make_solver, capsys):
    solver = make_solver(display=1, average_loss=2)
    solver.step(4)
    shown = [float(s) for s in re.findall(r"loss = ([\d.e+-]+),", capsys.readouterr().out)]
    a, b, c, d = solver.history.loss
    assert shown == pytest.approx([a, (a + b) / 2, (b + c) / 2, (c + d) / 2], rel=1e-5)


def test_the_window_of_the_displayed_loss_starts_anew_with_each_run(make_solver, capsys):
    solver = make_solver(display=1, average_loss=5)
    solver.step(2)
    solver.step(1)
    last = capsys.readouterr().out.splitlines()[-1]
    assert f"loss = {solver.history.loss[-1]:.6g}," in last


def test_on_a_screen_a_bar_with_loss_and_rate(make_solver, capsys):
    with redirect_stderr(Screen()) as screen:
        history = make_solver(progress=True).fit(epochs=2)
    drawn = screen.getvalue()
    assert "\r" in drawn
    assert "epoch 2/2" in drawn
    assert "6/6" in drawn
    assert f"loss={history.loss[-1]:.4g}, lr=0.01" in drawn.splitlines()[-1]
    assert capsys.readouterr().out == ""


def test_lines_are_printed_above_the_bar(make_classifier, capsys):
    with redirect_stderr(Screen()) as screen:
        make_classifier(progress=True, max_iter=4, test_interval=2).solve()
    out = capsys.readouterr().out
    assert len(re.findall(r"^Test after [024] iterations: loss = ", out, re.MULTILINE)) == 3
    assert "4/4" in screen.getvalue()


def test_the_bar_is_closed_after_an_error(make_solver):
    class Fails:
        def on_train_batch_end(self, batch, logs):
            raise RuntimeError

    solver = make_solver(progress=True, callbacks=[Fails()])
    with redirect_stderr(Screen()) as screen, pytest.raises(RuntimeError):
        solver.step(3)
    assert solver.progress._bar is None
    assert screen.getvalue().endswith("\n")


def test_in_persian(make_classifier, capsys):
    set_language("fa")
    make_classifier(max_iter=2, display=1).solve()
    out = capsys.readouterr().out
    assert "تکرار ۱: ضرر = " in out
    assert "آزمون پس از ۲ تکرار" in out
