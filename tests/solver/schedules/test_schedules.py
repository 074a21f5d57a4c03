"""What holds for every schedule: pure, saved and read again, composed, and refused when wrong."""

from __future__ import annotations

import json
import math
from dataclasses import FrozenInstanceError, dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinygrad_fa.language import set_language
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.solver import schedules
from tinygrad_fa.solver.policies import POLICIES
from tinygrad_fa.solver.schedules import (
    REGISTRY,
    WSD,
    Chain,
    CosineDecay,
    CosineDecayRestarts,
    CosineWave,
    Cyclic,
    ExponentialDecay,
    InverseTimeDecay,
    Linear,
    Noam,
    OneCycle,
    PiecewiseConstantDecay,
    PolynomialDecay,
    Schedule,
    StepDecay,
    Times,
    WarmupCosineDecay,
    chain,
    cosine,
    from_config,
    hold,
    linear,
    times,
    warmup,
)
from tinygrad_fa.solver.schedules.tex import letters_of

rates = st.floats(1e-6, 10)
counts = st.integers(1, 60)
shares = st.floats(0.01, 0.99)

SIMPLE = {  # one of each kind, with any settings
    "StepDecay": st.builds(StepDecay, rates, shares, counts),
    "ExponentialDecay": st.one_of(
        st.builds(ExponentialDecay, rates, k=st.floats(0, 1)),
        st.builds(
            ExponentialDecay,
            rates,
            decay_steps=counts,
            decay_rate=shares,
            staircase=st.booleans(),
        ),
    ),
    "InverseTimeDecay": st.one_of(
        st.builds(InverseTimeDecay, rates, k=st.floats(0, 5)),
        st.builds(InverseTimeDecay, rates, decay_steps=counts, decay_rate=rates),
    ),
    "PolynomialDecay": st.builds(
        PolynomialDecay, rates, counts, rates, st.floats(0.2, 3), st.booleans()
    ),
    "PiecewiseConstantDecay": st.lists(st.integers(0, 80), unique=True, max_size=5).flatmap(
        lambda steps: st.builds(
            PiecewiseConstantDecay,
            st.just(tuple(sorted(steps))),
            st.lists(rates, min_size=len(steps) + 1, max_size=len(steps) + 1).map(tuple),
        )
    ),
    "Linear": st.builds(Linear, rates, rates, st.integers(0, 60)),
    "CosineDecay": st.builds(CosineDecay, rates, counts, shares, st.none() | rates, counts),
    "CosineDecayRestarts": st.builds(
        CosineDecayRestarts, rates, counts, st.floats(1, 3), shares, shares
    ),
    "CosineWave": st.builds(CosineWave, rates, counts, rates),
    "Cyclic": st.builds(
        Cyclic,
        st.floats(0, 0.1),
        st.floats(0.1, 1),
        counts,
        st.none() | counts,
        st.sampled_from(["triangular", "triangular2", "exp_range"]),
        shares,
        st.booleans(),
    ),
    "OneCycle": st.builds(
        OneCycle,
        rates,
        st.integers(400, 500),
        pct_start=st.floats(0, 1),
        anneal_strategy=st.sampled_from(["cos", "linear"]),
        three_phase=st.booleans(),
    ),
    "WarmupCosineDecay": st.builds(
        WarmupCosineDecay, rates, rates, st.integers(0, 20), st.integers(40, 99), st.integers(0, 20)
    ),
    "Noam": st.builds(Noam, counts, counts, rates),
    "WSD": st.builds(
        WSD,
        rates,
        *[st.integers(0, 30)] * 3,
        rates,
        rates,
        st.sampled_from(["linear", "cosine", "sqrt"]),
    ),
    "fixed": st.builds(POLICIES["fixed"], rates),
    "step": st.builds(POLICIES["step"], rates, shares, counts),
    "exp": st.builds(POLICIES["exp"], rates, shares),
    "inv": st.builds(POLICIES["inv"], rates, shares, shares),
    "multistep": st.builds(
        POLICIES["multistep"], rates, shares, st.lists(counts, min_size=1, max_size=4)
    ),
    "poly": st.builds(POLICIES["poly"], rates, shares, counts),
    "sigmoid": st.builds(POLICIES["sigmoid"], rates, shares, counts),
}
simple = st.one_of(*SIMPLE.values())
ending = st.one_of(
    SIMPLE["Linear"], SIMPLE["CosineDecay"], SIMPLE["WarmupCosineDecay"], SIMPLE["WSD"]
)
schedules_of_any_kind = st.recursive(
    simple,
    lambda parts: st.one_of(
        st.tuples(ending, parts).map(lambda pair: pair[0] + pair[1]),
        st.tuples(parts, parts).map(lambda pair: pair[0] * pair[1]),
        st.tuples(parts, st.floats(0, 2)).map(lambda pair: pair[1] * pair[0]),
        st.tuples(parts, parts, counts).map(lambda t: chain(t[0], t[1], at=[t[2]])),
    ),
    max_leaves=4,
)
steps = st.lists(st.integers(0, 300), min_size=1, max_size=12)


def test_every_registered_kind_is_tried():
    assert set(REGISTRY) >= {*SIMPLE, "Chain", "Times"}
    ours = {name for name, kind in REGISTRY.items() if kind.__module__.startswith("tinygrad_fa")}
    assert ours == {*SIMPLE, "Chain", "Times"}


# What holds for all


@given(schedules_of_any_kind, steps)
def test_a_rate_depends_on_the_step_and_nothing_else(schedule, wanted):
    first = {step: schedule(step) for step in wanted}
    again = {step: schedule(step) for step in sorted(wanted, reverse=True)}
    assert first == again == dict(zip(wanted, schedule.rates(wanted)))
    assert all(isinstance(rate, float) and 0 <= rate < math.inf for rate in first.values())


@given(schedules_of_any_kind, steps)
def test_what_is_saved_is_read_again(schedule, wanted):
    config = json.loads(json.dumps(schedule.get_config()))
    read = from_config(config)
    assert read == schedule and repr(read) == repr(schedule)
    assert read.rates(wanted) == schedule.rates(wanted)
    assert [read.momentum(step) for step in wanted] == [schedule.momentum(s) for s in wanted]
    assert read.get_config() == schedule.get_config()


@given(schedules_of_any_kind)
def test_the_formula_is_whole(schedule):
    formula = schedule.formula()
    assert formula.startswith(r"\alpha_t = ") and len(formula) > len(r"\alpha_t = ")
    assert formula.count("{") == formula.count("}")
    assert formula.count(r"\left") == formula.count(r"\right")
    assert schedule._repr_latex_() == f"${formula}$"
    letters = [letter for letter, _ in letters_of(schedule)]
    assert len(set(letters)) == len(letters)  # no letter stands for two settings


def test_formulas_with_their_numbers():
    assert ExponentialDecay(0.1, k=2e-5).formula() == (
        r"\alpha_t = \alpha_0 \cdot e^{-k t}, \quad \alpha_0 = 0.1, \quad k = 2 \times 10^{-5}"
    )
    assert (warmup(5, 0.1) + StepDecay(0.1, every=3)).formula() == (
        r"\alpha_t = \begin{cases} {0.1} \cdot \frac{t}{{5}} & t < 5 \\ "
        r"{0.1} \cdot {0.5}^{\lfloor {(t - 5)} / {3} \rfloor} & t \ge 5 \end{cases}"
    )
    assert (2 * POLICIES["exp"](0.1, 0.9)).formula() == (
        r"\alpha_t = 2 \cdot \left({0.1} \cdot {0.9}^t\right)"
    )


@given(simple)
def test_past_its_length_a_schedule_stays(schedule):
    end = schedule.length
    if end is not None and schedule.name != "OneCycle":
        assert {schedule(end), schedule(end + 1), schedule(end + 99)} == {schedule(end)}


def test_a_schedule_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        StepDecay(0.1).base_lr = 0.2


# By the slides' names


def test_the_decays_of_the_slides():
    assert StepDecay(0.1, factor=0.5, every=3).rates(7) == [0.1] * 3 + [0.05] * 3 + [0.025]
    assert ExponentialDecay(0.1, k=0.02)(50) == pytest.approx(0.1 * math.exp(-1))
    assert InverseTimeDecay(0.1, k=0.02)(50) == pytest.approx(0.1 / 2)


@given(rates, counts, shares, st.integers(0, 200))
def test_the_slides_and_keras_mean_the_same_curve(lr, every, rate, step):
    k = -math.log(rate) / every
    by_keras = ExponentialDecay(lr, decay_steps=every, decay_rate=rate)
    assert ExponentialDecay(lr, k=k)(step) == pytest.approx(by_keras(step), rel=1e-9)
    by_keras = InverseTimeDecay(lr, decay_steps=every, decay_rate=rate)
    assert InverseTimeDecay(lr, k=rate / every)(step) == pytest.approx(by_keras(step))


# Composition


@given(ending, ending, simple, steps)
def test_one_after_the_other_needs_no_brackets(a, b, c, wanted):
    assert (a + b) + c == a + (b + c) == chain(a, b, c)
    begin = a.length + b.length
    for step in wanted:
        assert (a + b + c)(begin + step) == c(step)
        if step < a.length:
            assert (a + b + c)(step) == a(step)


@given(simple, simple, st.floats(0, 2), steps)
def test_products_in_any_order(a, b, factor, wanted):
    for step in wanted:
        product = factor * a(step) * b(step)
        assert (factor * a * b)(step) == pytest.approx(product)
        assert times(b, factor, a)(step) == pytest.approx(product)
    assert (2 * a) * b == times(2, a, b)


@given(ending, simple, st.floats(0, 2), steps)
def test_a_factor_goes_into_a_chain(a, b, factor, wanted):
    inside, outside = factor * a + factor * b, factor * (a + b)
    assert inside.rates(wanted) == pytest.approx(outside.rates(wanted))


@given(counts, counts, counts, rates)
def test_no_jump_at_the_joints(up, wait, down, lr):
    schedule = warmup(up, to=lr) + hold(wait, lr) + cosine(down, lr)
    assert schedule.length == up + wait + down
    steepest = lr * max(1 / up, math.pi / 2 / down) * (1 + 1e-9)
    for step in range(schedule.length + 3):
        assert abs(schedule(step + 1) - schedule(step)) <= steepest
    assert schedule(up) == schedule(up + wait) == lr
    assert schedule(schedule.length) == pytest.approx(0, abs=1e-12)


@given(st.integers(0, 30), st.integers(0, 30), st.integers(1, 60), rates, rates, steps)
def test_warm_up_hold_and_cosine_make_the_tutorials_curve(up, wait, down, start, lr, wanted):
    made = warmup(up, lr, start) + hold(wait, lr) + cosine(down, lr)
    whole = WarmupCosineDecay(start, lr, up, up + wait + down, wait)
    assert made.rates(wanted) == pytest.approx(whole.rates(wanted), rel=1e-9, abs=1e-12)


@given(counts, counts, counts, rates)
def test_wsd_is_made_of_its_parts(up, stable, down, lr):
    made = lr * (warmup(up) + hold(stable) + linear(down))
    assert made.rates(200) == pytest.approx(WSD(lr, up, stable, down).rates(200), abs=1e-12)


def test_the_momentum_of_a_composition_is_that_of_its_part():
    cycle = OneCycle(0.1, 10)
    both = hold(5, 0.1) + 0.5 * cycle
    assert both.momentum(3) is None
    assert both.momentum(5 + 4) == cycle.momentum(4)
    assert cycle.momentum(0) == 0.95 and min(map(cycle.momentum, range(10))) == 0.85
    assert both.length == 15


def test_lengths():
    endless = StepDecay(0.1)
    assert (endless.length, (hold(3) * endless).length, (hold(3) + endless).length) == (None,) * 3
    assert (hold(3) * hold(9)).length == 9
    assert POLICIES["poly"](0.1, 1.0, 20).length == 20


# One's own


@dataclass(frozen=True)
class Thirds(Schedule):
    tex = r"\alpha_0 \, 3^{-t}"
    base_lr: float = 0.1

    def _rate(self, step):
        return self.base_lr / 3**step


def test_a_schedule_of_ones_own_is_read_again_once_it_is_registered(monkeypatch):
    monkeypatch.setattr(schedules.schedule, "REGISTRY", dict(REGISTRY))
    with pytest.raises(SettingError, match="Thirds") as caught:
        from_config(Thirds(0.2).get_config())
    assert caught.value.key == "schedules.unknown"
    assert schedules.register(Thirds) is Thirds
    assert schedules.register(Thirds) is Thirds  # a notebook's cell may run twice
    both = warmup(3) + Thirds(0.2)
    assert from_config(both.get_config()) == both
    assert both(4) == 0.2 / 3

    @dataclass(frozen=True)
    class Other(Thirds):
        name = "Thirds"

    with pytest.raises(SettingError) as caught:
        schedules.register(Other)
    assert caught.value.key == "schedules.name_taken"


# What is refused


@pytest.mark.parametrize(
    ("make", "key"),
    [
        (lambda: ExponentialDecay(0.1), "schedules.one_way"),
        (lambda: ExponentialDecay(0.1, k=1, decay_rate=0.5), "schedules.one_way"),
        (lambda: InverseTimeDecay(0.1, decay_steps=3), "schedules.one_way"),
        (lambda: StepDecay(-0.1), "solver.out_of_range"),
        (lambda: StepDecay(math.nan), "solver.out_of_range"),
        (lambda: StepDecay("0.1"), "solver.not_a_number"),
        (lambda: StepDecay(0.1, every=0), "solver.not_whole"),
        (lambda: CosineDecay(0.1, 0), "solver.not_whole"),
        (lambda: PiecewiseConstantDecay([20, 10], [1, 2, 3]), "schedules.order"),
        (lambda: PiecewiseConstantDecay([10, 10], [1, 2, 3]), "schedules.order"),
        (lambda: PiecewiseConstantDecay([10, 20], [1, 2]), "schedules.how_many_values"),
        (lambda: PiecewiseConstantDecay(10, [1, 2]), "schedules.not_a_list"),
        (lambda: PiecewiseConstantDecay([10], [1, -2]), "solver.out_of_range"),
        (lambda: schedules.MultiStepLR(0.1, [9, 4]), "schedules.order"),
        (lambda: chain(hold(3), hold(3), at=[3, 4]), "schedules.how_many_joints"),
        (lambda: chain(hold(3), hold(3), hold(3), at=[9, 4]), "schedules.order"),
        (lambda: chain(StepDecay(0.1), hold(3)), "schedules.endless"),
        (lambda: StepDecay(0.1) + hold(3), "schedules.endless"),
        (lambda: chain(), "schedules.not_a_schedule"),
        (lambda: chain(hold(3), abs), "schedules.not_a_schedule"),
        (lambda: times(2), "schedules.not_a_schedule"),
        (lambda: -1 * hold(3), "solver.out_of_range"),
        (lambda: WarmupCosineDecay(0, 0.1, 80, 100, 30), "schedules.too_long"),
        (lambda: WarmupCosineDecay(0, 0.1, -1, 100), "solver.not_whole"),
        (lambda: OneCycle(0.1), "schedules.steps_or_epochs"),
        (lambda: OneCycle(0.1, 0), "solver.not_whole"),
        (lambda: OneCycle(0.1, 9, pct_start=1.5), "solver.out_of_range"),
        (lambda: OneCycle(0.1, 9, anneal_strategy="sine"), "solver.unknown_choice"),
        (lambda: OneCycle(0.1, 9, max_momentum=1.5), "solver.out_of_range"),
        (lambda: Cyclic(0.2, 0.1), "solver.out_of_range"),
        (lambda: Cyclic(0.1, 0.2, mode="zigzag"), "solver.unknown_choice"),
        (lambda: Noam(0), "solver.not_whole"),
        (lambda: WSD(0.1, 1, 1, 1, decay="cliff"), "solver.unknown_choice"),
        (lambda: hold(3)(-1), "solver.not_whole"),
        (lambda: hold(3)(1.5), "solver.not_whole"),
        (lambda: Schedule()(0), "schedules.no_rate"),
        (lambda: schedules.register(dict), "schedules.not_a_schedule"),
        (lambda: from_config({"name": "Stepdecay"}), "schedules.unknown"),
        (lambda: from_config({"name": ["StepDecay"]}), "schedules.unknown"),
        (lambda: from_config({"base_lr": 0.1}), "schedules.bad_config"),
        (lambda: from_config([]), "schedules.bad_config"),
        (lambda: from_config({"name": "StepDecay"}), "schedules.missing"),
        (lambda: from_config({"name": "StepDecay", "evry": 3}), "schedules.unknown_setting"),
        (
            lambda: from_config({"name": "Times", "parts": [hold(1).get_config()] * 2000}),
            "schedules.bad_config",
        ),
        (
            lambda: from_config({"name": "Chain", "parts": [{"name": "os.system"}], "at": []}),
            "schedules.unknown",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(make, key):
    with pytest.raises(SettingError) as caught:
        make()
    assert caught.value.key == key
    for language in ("en", "fa"):
        set_language(language)
        assert str(caught.value)
    set_language(None)


@pytest.mark.parametrize("kind", [Chain, Times])
def test_a_misspelt_setting_is_named(kind):
    with pytest.raises(SettingError, match="Did you mean `parts`"):
        from_config({"name": kind.__name__, "part": []})
