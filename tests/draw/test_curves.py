"""Curves: what is drawn, where, in which language; and what is refused."""

from __future__ import annotations

import sys
from importlib import import_module

import pytest

from tinygrad_fa.draw import persian, plot_rate_finder, plot_runs, plot_schedules
from tinygrad_fa.language import set_language
from tinygrad_fa.language.errors import DataError, SettingError
from tinygrad_fa.solver.history import History, TestResult
from tinygrad_fa.solver.schedules import ExponentialDecay, OneCycle, hold, warmup

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")


@pytest.fixture(autouse=True)
def _clean():
    yield
    set_language(None)
    matplotlib.pyplot.close("all")


def history(tests=True, names=("0",)):
    run = History()
    for step in range(120):
        run.add_iteration(step, 2.0 / (1 + step), 0.1)
        if tests and step % 40 == 39:
            for name in names:
                run.tests.append(TestResult(step, 1.5 / step, 0.9, name=name))
    return run


def lines(axes):
    return {line.get_label(): list(line.get_ydata()) for line in axes.get_lines()}


def test_a_schedule_is_drawn_to_its_end():
    schedule = warmup(10, to=0.1) + hold(20, 0.1)
    axes = schedule.plot()
    (line,) = axes.get_lines()
    assert list(line.get_ydata()) == schedule.rates(30)
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("step", "learning rate")
    (line,) = schedule.plot(steps=50).get_lines()
    assert list(line.get_ydata()) == schedule.rates(50)


def test_schedules_over_each_other_differ_in_colour_and_dashes():
    axes = plot_schedules(hold(9, 0.1), ExponentialDecay(0.1, k=1), lambda step: 0.0, labels="abc")
    assert list(lines(axes)) == ["a", "b", "c"]
    styles = [(line.get_color(), line.get_linestyle()) for line in axes.get_lines()]
    assert len({colour for colour, _ in styles}) == len({dash for _, dash in styles}) == 3
    assert [len(line) for line in lines(axes).values()] == [9, 1000, 1000]


def test_a_momentum_has_its_own_axis_and_the_end_gives_no_warning():
    cycle = OneCycle(0.1, 30)
    axes = cycle.plot()  # a warning would be an error here
    _, other = axes.figure.axes
    (line,) = other.get_lines()
    assert list(line.get_ydata()) == [cycle.momentum(step) for step in range(30)]
    assert other.get_ylabel() == "momentum"


def test_a_training_is_drawn():
    run = history()
    loss, accuracy, rate = run.plot()
    drawn = lines(loss)
    assert run.loss in drawn.values()
    assert drawn["training"][:4] == pytest.approx([2.0, 1.5, (1 + 2 / 3) / 2, (2 / 3 + 0.5) / 2])
    assert drawn["test"] == [test.loss for test in run.tests]
    assert lines(accuracy) == {"test": [90.0] * 3}
    assert list(lines(rate).values()) == [run.lr]
    assert [axes.get_ylabel() for axes in (loss, accuracy, rate)] == [
        "loss",
        "accuracy (%)",
        "learning rate",
    ]


def test_a_training_without_tests_has_two_pictures():
    assert len(history(tests=False).plot()) == 2


def test_trainings_over_each_other_and_several_test_nets():
    loss, accuracy, rate = plot_runs({"with": history(), "without": history(names=("a", "b"))})
    assert {"with, training", "with, test", "without, test a", "without, test b"} <= set(
        lines(loss)
    )
    assert set(lines(accuracy)) == {"with, test", "without, test a", "without, test b"}
    assert set(lines(rate)) == {"with", "without"}


def test_curves_may_go_where_they_are_wanted():
    _, axes = matplotlib.pyplot.subplots(1, 3)
    assert plot_runs({"": history()}, axes=axes) == list(axes)
    assert hold(5).plot(axes=axes[0]) is axes[0]
    with pytest.raises(SettingError) as caught:
        plot_runs({"": history()}, axes=axes[:1])
    assert caught.value.key == "curves.too_few_axes"


class Finder:
    rates, losses, smoothed = [0.01, 0.1, 1.0], [2.0, 1.0, 9.0], [2.0, 1.2, 5.0]
    suggestion = 0.1


def test_the_rate_finder_marks_what_it_suggests():
    axes = plot_rate_finder(Finder)
    assert axes.get_xscale() == "log"
    assert lines(axes)["smoothed"] == Finder.smoothed
    (mark,) = (line for line in axes.get_lines() if line.get_label().startswith("suggestion: 0.1"))
    assert list(mark.get_xdata()) == [0.1, 0.1]


def test_labels_in_persian(monkeypatch):
    set_language("fa")
    monkeypatch.setattr(import_module("tinygrad_fa.draw.curves"), "fa", lambda label: label)
    axes = hold(5).plot()
    assert axes.get_xlabel() == "گام" and "یادگیری" in axes.get_ylabel()
    loss, accuracy, _ = history().plot()
    assert {"آموزش", "آزمون"} <= set(lines(loss)) and accuracy.get_ylabel() == "دقت (درصد)"


def test_a_new_matplotlib_orders_persian_itself(monkeypatch):
    monkeypatch.setattr(persian, "matplotlib_version", lambda: (3, 11))
    assert persian.fa("نرخ یادگیری") == "نرخ یادگیری"
    assert persian.fa("learning rate") == "learning rate"
    assert (
        persian.fa("مشتق ∂f/∂x برابر -۴ است") == "مشتق \u200e∂f/∂x\u200e برابر \u200e-۴\u200e است"
    )


def test_an_old_matplotlib_needs_help(monkeypatch):
    monkeypatch.setattr(persian, "matplotlib_version", lambda: (3, 10))
    monkeypatch.setitem(sys.modules, "arabic_reshaper", None)
    assert persian.fa("rate") == "rate"
    with pytest.raises(SettingError, match="arabic-reshaper") as caught:
        persian.fa("نرخ")
    assert caught.value.key == "curves.no_shaper"


def test_an_old_matplotlib_gets_joined_letters_in_drawing_order(monkeypatch):
    pytest.importorskip("arabic_reshaper", reason="only an older matplotlib needs it")
    pytest.importorskip("bidi", reason="only an older matplotlib needs it")
    monkeypatch.setattr(persian, "matplotlib_version", lambda: (3, 10))
    assert persian.fa("گام -4") == "-4 \ufee1\ufe8e\ufb94"  # from left to right: −4, m, a, g


def test_the_installed_matplotlib_has_every_letter():
    # A letter that the font lacks would be a warning, and so an error here.
    set_language("fa")
    for axes in history().plot():
        axes.figure.canvas.draw()


def test_without_matplotlib(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    for draw in (hold(3).plot, history().plot, lambda: plot_rate_finder(Finder)):
        with pytest.raises(SettingError, match="pip install matplotlib") as caught:
            draw()
        assert caught.value.key == "curves.no_matplotlib"


def test_nothing_to_draw():
    with pytest.raises(DataError) as caught:
        History().plot()
    assert caught.value.key == "curves.nothing_to_plot"
    with pytest.raises(SettingError) as caught:
        plot_runs(history())
    assert caught.value.key == "curves.unnamed_runs"
