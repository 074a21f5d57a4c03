"""Races: every rule is the Solver's own, numbers are exact, and what goes wrong is said."""

import copy
import math
from itertools import pairwise

import numpy as np
import pytest

import tinygrad_fa as tg
from tinygrad_fa.draw.hand_table import number_text
from tinygrad_fa.draw.races import race
from tinygrad_fa.draw.surfaces import SURFACES, Surface
from tinygrad_fa.engine.checks import check_gradients
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.solver.optimizers import OPTIMIZERS, SGD, Adam


def told(caught):
    return caught.value.key, str(caught.value)


# The rules ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_rule_goes_where_its_update_leads(name):
    """Whoever raced is stepped by hand, with `Optimizer.update` on a vector of two numbers."""
    (run,) = race("ravine", [name], steps=6).runs
    rule = copy.deepcopy(run.rule)
    point = np.array(SURFACES["ravine"].start)
    shapes = {slot: rule.slot_shape(slot, (2,)) for slot in rule.slots}
    slots = [np.full(shapes[slot], rule.slot_start(slot)) for slot in rule.slots]
    for number, step in enumerate(run.steps):
        gradient = np.array([point[0], 30 * point[1]])
        assert step.gradient == pytest.approx(gradient, rel=1e-12)
        rule.update(point, gradient, *slots, rate=run.rate, iteration=number)
        assert step.after == pytest.approx(point, rel=1e-12)
        for slot, kept in zip(rule.slots, slots):
            assert step.slots[slot] == pytest.approx(kept.reshape(-1), rel=1e-12)


def test_the_hand_table_of_sgd_and_adam_as_worked_out_on_the_board():
    both = race("ravine", {"a": SGD(momentum=0.5), "b": Adam()}, 2, {"a": 0.01, "b": 0.1})
    first, second, *adam = [step for _, step in both.table().rows]
    assert first.gradient == (-4.5, 45.0)
    assert first.slots["velocity"] == pytest.approx((-0.045, 0.45))
    assert first.update == pytest.approx((0.045, -0.45))
    assert second.gradient == pytest.approx((-4.455, 31.5))
    assert second.slots["velocity"] == pytest.approx((-0.0225 - 0.04455, 0.225 + 0.315))
    assert adam[0].slots["mean"] == pytest.approx((-0.45, 4.5))
    assert adam[0].slots["square"] == pytest.approx((0.02025, 2.025))
    assert adam[0].update == pytest.approx((0.1, -0.1), rel=1e-6)
    steps = [step for _, step in both.table().rows if step.number == 2]
    for now, before in zip(steps, (first, adam[0])):
        assert now.point == before.after


def test_a_step_is_where_the_next_one_begins():
    (run,) = race("beale", ["Nesterov"], steps=20).runs
    assert [step.point for step in run.steps] == run.points[:-1]
    assert all(a.after == b.point for a, b in pairwise(run.steps))
    assert [step.number for step in run.steps] == list(range(1, 21))


@pytest.mark.slow
@pytest.mark.parametrize("surface", SURFACES)
def test_all_rules_race_everywhere_and_at_their_usual_rates_none_diverges(surface):
    runs = race(surface, "all").runs
    assert len(runs) == len(OPTIMIZERS)
    assert not [run.label for run in runs if run.diverged]


def test_golden_path():
    """Gradient descent on Beale's function, its gradient worked out on paper."""
    x, y = 1.0, -1.4
    path = [(x, y)]
    for _ in range(3):
        a, b, c = 1.5 - x + x * y, 2.25 - x + x * y**2, 2.625 - x + x * y**3
        across = 2 * a * (y - 1) + 2 * b * (y**2 - 1) + 2 * c * (y**3 - 1)
        up = 2 * a * x + 4 * b * x * y + 6 * c * x * y**2
        x, y = x - 0.01 * across, y - 0.01 * up
        path.append((x, y))
    (run,) = race("beale", ["SGD"], steps=3, rates=0.01).runs
    assert path[1] == pytest.approx((0.81138, -1.07064), abs=1e-5)
    for point, want in zip(run.points, path):
        assert point == pytest.approx(want, rel=1e-12)
    assert run.heights[0] == pytest.approx(0.9**2 + 3.21**2 + 1.119**2)


# Surfaces ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
def test_gradients_and_lowest_points(surface):
    x, y = (Tensor(n, dtype="float64", requires_grad=True) for n in surface.start)
    assert check_gradients(surface.function, x, y).ok
    for low in surface.lowest:
        nearby = [(low[0] + a, low[1] + b) for a in (-0.05, 0, 0.05) for b in (-0.05, 0, 0.05)]
        heights = surface.heights(*zip(*nearby))
        assert heights.argmin() == 4 and heights[4] == pytest.approx(0, abs=1e-6)
    shown = surface.scale(surface.grid[2])
    assert shown.min() == pytest.approx(0) and shown.max() == pytest.approx(1)
    order = np.argsort(surface.grid[2].reshape(-1))
    assert (np.diff(shown.reshape(-1)[order]) >= 0).all()


def test_a_function_of_ones_own():
    made = race(lambda x, y: x**2 + tg.ops.exp(y), ["SGD"], steps=2, rates=0.1, start=(1.0, 0.0))
    assert made.runs[0].steps[0].gradient == pytest.approx((2.0, 1.0))
    assert made.runs[0].points[1] == pytest.approx((0.8, -0.1))
    assert made.surface.title == "f(x, y)"


def test_noise_is_the_same_for_everybody_and_comes_from_the_seed():
    one, two = race("noisy", {"a": "SGD", "b": "SGD"}, 5).runs
    assert one.points == two.points
    assert race("noisy", ["SGD"], 5, seed=1).runs[0].points != one.points
    exact = Surface("bowl", SURFACES["noisy"].function, start=SURFACES["noisy"].start, rate=0.08)
    still = race(exact, ["SGD"], 5).runs[0]
    assert still.steps[0].gradient == (-3.5, 6.0) != one.steps[0].gradient


def small_net():
    tg.manual_seed(3)
    net = tg.Net(tg.Linear(2, 4), tg.Tanh(), tg.Linear(4, 2)).to("float64")
    rng = np.random.default_rng(0)
    return net, rng.normal(size=(12, 2)), rng.integers(0, 2, 12)


def test_a_slice_of_a_loss_has_the_nets_own_loss_and_slopes():
    net, x, y = small_net()
    loss = tg.CrossEntropyLoss()
    before = net.state_dict()
    surface = tg.loss_slice(net, loss, x, y, ("0.weight[1, 0]", "2.bias[1]"))
    result = loss(net(Tensor(x)), Tensor(y))
    result.backward()
    named = dict(net.named_parameters())
    slopes = float(named["0.weight"].grad.data[1, 0]), float(named["2.bias"].grad.data[1])
    assert surface.heights([0.0], [0.0])[0] == pytest.approx(result.item(), rel=1e-14)
    (run,) = race(surface, ["SGD"], steps=2, rates=0.5, start=(0.0, 0.0)).runs
    assert run.steps[0].gradient == pytest.approx(slopes, rel=1e-12)
    # One step further, the net moved by hand agrees.
    weight = before["0.weight"].copy()
    weight[1, 0] -= 0.5 * slopes[0]
    bias = before["2.bias"].copy()
    bias[1] -= 0.5 * slopes[1]
    net.load_state_dict({**before, "0.weight": weight, "2.bias": bias})
    assert run.heights[1] == pytest.approx(loss(net(Tensor(x)), Tensor(y)).item(), rel=1e-12)


def test_a_slice_in_random_directions_leaves_the_net_alone():
    net, x, y = small_net()
    before = net.state_dict()
    surface = tg.loss_slice(net, tg.CrossEntropyLoss(), x, y, seed=1)
    x0, y0 = (Tensor(n, dtype="float64", requires_grad=True) for n in (0.3, -0.2))
    assert surface.function(x0, y0).item() == surface.heights([0.3], [-0.2])[0]
    for found in check_slopes(surface, 0.3, -0.2):
        assert found == pytest.approx(0, abs=1e-8)
    assert all((net.state_dict()[name] == kept).all() for name, kept in before.items())
    again = tg.loss_slice(net, tg.CrossEntropyLoss(), x, y, seed=1)
    other = tg.loss_slice(net, tg.CrossEntropyLoss(), x, y, seed=2)
    here = [0.4], [0.1]
    assert again.heights(*here) == surface.heights(*here) != other.heights(*here)


def check_slopes(surface, x, y, width=1e-5):
    """Return the difference between the slopes and central differences."""
    across, up = (Tensor(n, dtype="float64", requires_grad=True) for n in (x, y))
    surface.function(across, up).backward()
    ends = surface.heights([x + width, x - width, x, x], [y, y, y + width, y - width])
    yield (ends[0] - ends[1]) / (2 * width) - float(across.grad.data)
    yield (ends[2] - ends[3]) / (2 * width) - float(up.grad.data)


# Who takes part ----------------------------------------------------------------------------------


def test_names_labels_and_settings():
    labels = [run.label for run in race("saddle", ["SGD", SGD(momentum=0.9), "SGD"], 1).runs]
    assert labels == ["SGD", "SGD momentum=0.9", "SGD #2"]
    assert [run.label for run in race("saddle", steps=1).runs][:2] == ["SGD", "SGD momentum=0.9"]
    assert [run.label for run in race("saddle", "Adam", 1).runs] == ["Adam"]
    assert len(race("saddle", "all", 1).runs) == len(OPTIMIZERS)
    assert race("saddle", [Adam], 1).runs[0].label == "Adam"


def test_rates_for_all_for_one_and_as_a_function():
    made = race("saddle", ["SGD", "Adam"], 2, {"SGD": lambda step: 0.1 / (step + 1)})
    sgd, adam = made.runs
    assert sgd.steps[0].update == pytest.approx((-0.25, 0.004))
    assert sgd.steps[1].update == pytest.approx((-0.05 * 2 * 1.0, 0.05 * 2 * 0.024))
    assert adam.rate == SURFACES["saddle"].stride
    assert sgd.rate_text == "0.1…"
    assert {run.rate for run in race("saddle", ["SGD", "Adam"], 1, 0.5).runs} == {0.5}


def test_a_rule_that_remembers_may_race_twice():
    rule = OPTIMIZERS["Nadam"]()
    one, two = (race("beale", {"n": rule}, 4).runs[0].points for _ in range(2))
    assert one == two and rule.momenta == (0, 1.0)


# What goes wrong ---------------------------------------------------------------------------------


def test_a_rate_that_is_too_large_is_said_and_the_others_go_on():
    made = race("rosenbrock", ["SGD", "Adam"], 30, {"SGD": 1.0})
    sgd, adam = made.runs
    assert sgd.diverged is not None and len(sgd.steps) < 30
    assert adam.diverged is None and len(adam.steps) == 30
    assert f"diverged at step {len(sgd.steps) + 1}" in str(made)
    assert "left the picture at step 1" in str(made)
    assert made.html and "Infinity" not in made.html and "NaN" not in made.html


def test_a_first_step_that_is_not_finite():
    made = race(lambda x, y: tg.ops.sqrt(abs(x)) + y, ["SGD"], 3, start=(0.0, 0.0))
    (run,) = made.runs
    assert run.steps == [] and run.diverged is not None and run.points == [(0.0, 0.0)]
    assert "No step was made" in made.table().text and made.html


@pytest.mark.parametrize(
    ("arguments", "key", "word"),
    [
        ({"surface": "sadle"}, "races.unknown_surface", "Did you mean `saddle`"),
        ({"surface": 3}, "races.no_surface", "int"),
        ({"optimizers": ["Adm"]}, "solver.unknown_choice", "Adam"),
        ({"optimizers": []}, "races.no_optimizers", "SGD"),
        ({"optimizers": [3]}, "races.no_optimizer", "3"),
        ({"rates": {"Adan": 1}}, "races.unknown_label", "Did you mean `Adam`"),
        ({"rates": "fast"}, "solver.not_a_number", "fast"),
        ({"rates": -1}, "solver.out_of_range", "-1"),
        ({"rates": math.nan}, "solver.out_of_range", "nan"),
        ({"steps": 0}, "solver.not_whole", "steps"),
        ({"steps": 10**6}, "races.too_many_steps", "10000"),
        ({"start": (1, 2, 3)}, "races.bad_start", "(1, 2, 3)"),
        ({"start": (1, math.inf)}, "races.bad_start", "inf"),
        ({"start": "ab"}, "races.bad_start", "ab"),
        ({"seed": -1}, "solver.not_whole", "seed"),
        ({"lang": "de"}, "language.unknown_language", "de"),
        ({"surface": lambda x, y: 3.0}, "races.surface_not_number", "float"),
        ({"surface": lambda x, y: x.unknown}, "races.surface_fails", "AttributeError"),
        ({"surface": lambda x: x}, "races.surface_fails", "argument"),
        ({"surface": lambda x, y: x / (y - y)}, "races.start_not_finite", "inf"),
    ],
)
def test_wrong_use_is_refused(arguments, key, word):
    with pytest.raises(SettingError) as caught:
        race(**arguments)
    found, message = told(caught)
    assert found == key and word in message
    tg.set_language("fa")
    assert str(caught.value) != message


@pytest.mark.parametrize(
    ("weights", "key", "word"),
    [
        (("0.wieght[0, 0]", "2.bias[0]"), "races.unknown_weight", "0.weight"),
        (("0.weight[9, 0]", "2.bias[0]"), "races.no_entry", "(4, 2)"),
        (("0.weight", "2.bias[0]"), "races.no_entry", "(4, 2)"),
        ("0.weight[0, 0]", "races.two_weights", "two"),
    ],
)
def test_wrong_weights_of_a_slice(weights, key, word):
    net, x, y = small_net()
    with pytest.raises(SettingError) as caught:
        tg.loss_slice(net, tg.CrossEntropyLoss(), x, y, weights)
    assert told(caught)[0] == key and word in told(caught)[1]


def test_a_start_outside_widens_the_picture():
    surface = race("saddle", ["SGD"], 1, start=(4.0, 0.1)).surface
    assert surface.across[1] > 4.0 and surface.across[0] == -1.5 and surface.up == (-1.5, 1.5)


# Words -------------------------------------------------------------------------------------------


def test_table_and_standings_in_both_languages():
    made = race("beale", [SGD(momentum=0.9)], 4)
    table = made.table(2)
    assert len(table.rows) == 2 and "velocity" in table.text and "new point" in table.text
    step = made.runs[0].steps[1]
    assert number_text(step.gradient[0], 4) in table.text
    assert "\\leftarrow" in table.markdown and table.markdown.count("| 1 |") == 1
    fa = race("beale", [SGD(momentum=0.9)], 4, lang="fa")
    assert "گرادیان" in fa.table().text and "SGD momentum=0.9، نرخ یادگیری" in fa.table().text
    assert "ارتفاع" in str(fa) and 'dir="rtl"' in fa.table()._repr_html_()
    with pytest.raises(SettingError):
        made.table(optimizers=["Adam"])
    with pytest.raises(SettingError):
        made.table(0)


def test_a_surface_that_leaves_the_engine_is_refused():
    for function in (
        lambda x, y: math.sin(x) + y,
        lambda x, y: x * math.cos(float(x)) + y * y,
        lambda x, y: x * x.item() + y,
    ):
        with pytest.raises(SettingError) as caught:
            race(function)
        assert caught.value.key == "races.gradient_lost" and "x.sin()" in str(caught.value)
    with pytest.raises(SettingError) as caught:
        race(lambda x, y: np.sin(x) * y)
    assert caught.value.key == "races.surface_fails" and "np.sin" in str(caught.value)


def test_edges_constants_and_ifs_are_surfaces():
    assert race(lambda x, y: abs(x - 1.5) + abs(y - 1.0), steps=3)  # an edge where it starts
    assert race(lambda x, y: x * x, steps=3)  # y does not matter
    bent = Surface("bent", lambda x, y: x * x + y if float(x.item()) > 0 else y - x)
    assert race(bent, steps=3)
    _, _, heights = bent.grid
    assert np.isclose(heights[0, 0], -2 + 2) and np.isclose(heights[0, -1], 4 - 2)
