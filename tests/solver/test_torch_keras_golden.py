"""Trajectories, clipping and averages recorded from torch, Keras and optax, repeated.

See tests/data/torch_keras/README.md for what was recorded.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.solver import Settings
from tinygrad_fa.solver.clipping import clip
from tinygrad_fa.solver.optimizers import make_optimizer
from tinygrad_fa.solver.optimizers.parts import blend
from tinygrad_fa.solver.parameters import FlatParameters
from tinygrad_fa.solver.update import apply_update

FOLDER = Path(__file__).parent.parent / "data" / "torch_keras"
RECORDED = json.loads((FOLDER / "optimizers.json").read_text(encoding="utf-8"))
EXTRAS = json.loads((FOLDER / "optim_extras.json").read_text(encoding="utf-8"))
MORE = json.loads((FOLDER / "more_optimizers.json").read_text(encoding="utf-8"))
CASES = {case["id"]: case for case in RECORDED["cases"]}

# What is a hyper-parameter there and another's business here.
NOT_THE_RULES = ("lr", "learning_rate", "weight_decay", "maximize")
# The libraries' default of weight_decay, where it is not 0.
DECAY = {("torch", "AdamW"): 0.01, ("keras", "AdamW"): 0.004, ("optax", "lion"): 1e-3}
FROM_OPTAX = {"lion": "Lion", "adabelief": "AdaBelief", "yogi": "Yogi"}

# The library's name of each slot → ours, with the factor between them.
SLOTS = {
    "torch": {
        "momentum_buffer": ("velocity", 1),
        "sum": ("square_sum", 1),
        "square_avg": ("square", 1),
        "acc_delta": ("square_step", 1),
        "grad_avg": ("mean", 1),
        "exp_avg": ("mean", 1),
        "exp_avg_sq": ("square", 1),
        "max_exp_avg_sq": ("largest", 1),
        "exp_inf": ("largest", 1),
        "ax": ("average", 1),
        "prev": ("before", 1),
        "step_size": ("step_size", 1),
    },
    "keras.SGD": {"momentum": ("velocity", -1)},
    "keras.Adam": {
        "momentum": ("mean", 1),
        "velocity": ("square", 1),
        "velocity_hat": ("largest", 1),
    },
    "keras.Adamax": {"momentum": ("mean", 1), "norm": ("largest", 1)},
    "keras.RMSprop": {
        "velocity": ("square", 1),
        "momentum": ("velocity", 1),
        "average_gradient": ("mean", 1),
    },
    "keras.Adagrad": {"accumulator": ("square_sum", 1)},
    "keras.Adadelta": {
        "accumulated_grad": ("square", 1),
        "accumulated_delta_var": ("square_step", 1),
    },
    "keras.Ftrl": {"accumulator": ("square_sum", 1), "linear": ("linear", 1)},
    "keras.Lion": {"momentum": ("mean", 1)},
}
for _rule in ("AdamW", "Nadam", "Lamb"):
    SLOTS[f"keras.{_rule}"] = SLOTS["keras.Adam"]


def gradient_at(problem, x, step):
    """Return the gradient of a recorded problem."""
    if "grads" in problem:
        return np.array(problem["grads"][step])
    if "Q" in problem:
        return np.array(problem["Q"]) @ x - np.array(problem["b"])
    a, b = x
    if problem["fn"].startswith("(1-x)"):
        return np.array([-2 * (1 - a) - 400 * a * (b - a * a), 200 * (b - a * a)])
    terms = [(1.5 - a + a * b, b - 1, a), (2.25 - a + a * b**2, b**2 - 1, 2 * a * b)]
    terms.append((2.625 - a + a * b**3, b**3 - 1, 3 * a * b**2))
    return np.array([sum(2 * t * da for t, da, _ in terms), sum(2 * t * db for t, _, db in terms)])


def rule_of(case):
    name = case["cls"]
    return FROM_OPTAX[name] if case["family"] == "optax" else f"{case['family']}.{name}"


@pytest.mark.parametrize("name", sorted(CASES))
def test_steps_are_the_librarys(name):
    case = CASES[name]
    given, problem = case["kwargs"], RECORDED["problems"][case["problem"]]
    own = {key: value for key, value in given.items() if key not in NOT_THE_RULES}
    rule = make_optimizer(rule_of(case), own)
    assert {**rule.settings(), **{k: tuple(v) if isinstance(v, list) else v
                                  for k, v in own.items()}} == rule.settings()  # fmt: skip
    decay = given.get("weight_decay", DECAY.get((case["family"], case["cls"]), 0.0))
    settings = Settings(weight_decay=decay)
    w = Tensor(np.array(case["x"][0]), requires_grad=True)
    flat = FlatParameters([("w", w)], rule)
    rate = given.get("lr", given.get("learning_rate"))
    tolerance = {"rtol": case.get("rtol", 1e-8), "atol": 1e-11}
    for step, wanted in enumerate(case["x"][1:]):
        sign = -1 if given.get("maximize") else 1  # "maximize" is the loss with the other sign
        w.grad = Tensor(sign * gradient_at(problem, w.numpy(), step))
        flat.gather()
        apply_update(flat, rule, settings, rate, step, flat.squared_norm())
        np.testing.assert_allclose(w.numpy(), wanted, **tolerance)
    compared = slots_alike(case, flat.state_dict(), tolerance)
    idle = {"velocity"} if not given.get("momentum") else set()  # kept, in case it comes later
    assert case["family"] == "optax" or compared == len(set(rule.slots) - idle)


def slots_alike(case, slots, tolerance):
    """Compare the slots with the library's last ones; return how many there were."""
    names, compared = SLOTS.get(rule_of(case), SLOTS["torch"]), 0
    for theirs, value in case["final_state"].items():
        if case["family"] == "keras":
            theirs = theirs.removeprefix("variable_").lstrip("0123456789_")
        if isinstance(value, list):
            ours, factor = names[theirs]
            found = factor * slots[ours]["w"]
            np.testing.assert_allclose(found, value, **tolerance, err_msg=theirs)
            compared += 1
    return compared


@pytest.mark.parametrize("case", MORE["cases"], ids=lambda case: case["id"])
def test_more_settings_on_parameters_of_several_shapes(case):
    own = {key: value for key, value in case["kwargs"].items() if key not in NOT_THE_RULES}
    rule = make_optimizer(f"torch.{case['cls']}", own)
    settings = Settings(weight_decay=case["kwargs"].get("weight_decay", 0.0))
    tensors = [Tensor(np.array(start), requires_grad=True) for start in MORE["start"]]
    flat = FlatParameters([(f"p{i}", tensor) for i, tensor in enumerate(tensors)], rule)
    for step, (gradients, wanted) in enumerate(zip(MORE["grads"], case["x"])):
        for tensor, gradient in zip(tensors, gradients):
            tensor.grad = Tensor(np.array(gradient))
        flat.gather()
        apply_update(flat, rule, settings, case["kwargs"]["lr"], step, flat.squared_norm())
        for tensor, numbers in zip(tensors, wanted):
            np.testing.assert_allclose(tensor.numpy(), numbers, rtol=1e-8, atol=1e-11)


NADAM = sorted(name for name, case in CASES.items() if case["cls"].lower() == "nadam")


@pytest.mark.parametrize("name", NADAM)
def test_nadam_has_the_librarys_product_of_momenta(name):
    case = CASES[name]
    rule, last = make_optimizer(rule_of(case), {}), len(case["x"]) - 1
    numbers = {k: v for k, v in case["final_state"].items() if not isinstance(v, list)}
    numbers.pop("step", None)
    (product,) = numbers.values()
    assert rule.momentum_product(last) == pytest.approx(product, rel=1e-6)  # float32 in torch


def test_every_recorded_case_is_here():
    assert len(CASES) == 126


# ------------------------------------------------------------------------------- clipping

WAYS = {
    "torch.clip_grad_norm_": lambda case: {
        "clip_type": "torch.norm",
        "clip_gradients": case["max_norm"],
        "clip_norm_type": float(case["norm_type"]),
    },
    "torch.clip_grad_value_": lambda case: {
        "clip_type": "value", "clip_gradients": case["clip_value"],
    },
    "keras.clipnorm": lambda case: {
        "clip_type": "parameter_norm", "clip_gradients": case["clipnorm"],
    },
    "keras.global_clipnorm": lambda case: {"clip_gradients": case["global_clipnorm"]},
    "keras.clipvalue": lambda case: {
        "clip_type": "value", "clip_gradients": case["clipvalue"],
    },
}  # fmt: skip


@pytest.mark.parametrize("number", range(len(EXTRAS["cases"])))
def test_clipping(number):
    case = EXTRAS["cases"][number]
    gradients = [np.array(gradient) for gradient in EXTRAS["grads"]]
    tensors = [Tensor(np.zeros(gradient.shape), requires_grad=True) for gradient in gradients]
    for tensor, gradient in zip(tensors, gradients):
        tensor.grad = Tensor(gradient)
    flat = FlatParameters([(f"p{i}", tensor) for i, tensor in enumerate(tensors)])
    flat.gather()
    scale = clip(flat, Settings(**WAYS[case["fn"]](case)), flat.squared_norm())
    for piece, wanted in zip(flat.pieces, case["clipped"]):
        found = scale * piece.gradient
        np.testing.assert_allclose(found, wanted, rtol=case.get("rtol", 1e-9), atol=1e-15)


# ----------------------------------------------------------------- groups and averages


def test_two_parameter_groups_of_adamw_are_multipliers():
    """torch.optim.AdamW([{lr, weight_decay}, {}], lr, weight_decay), told by patterns."""
    groups, start = EXTRAS["param_groups"], [np.array(x) for x in EXTRAS["param_groups"]["x"][0]]
    tensors = [Tensor(x, requires_grad=True) for x in start]
    rate, decay = (groups["defaults"][name] for name in ("lr", "weight_decay"))
    rule = make_optimizer("torch.AdamW", {})
    flat = FlatParameters(
        [("first", tensors[0]), ("second", tensors[1])],
        rule,
        lr_mult={"first": groups["groups"][0]["lr"] / rate},
        decay_mult={"first": groups["groups"][0]["weight_decay"] / decay},
    )
    for step, gradients in enumerate(groups["grads"]):
        for tensor, gradient in zip(tensors, gradients):
            tensor.grad = Tensor(np.array(gradient))
        flat.gather()
        settings = Settings(weight_decay=decay)
        apply_update(flat, rule, settings, rate, step, flat.squared_norm())
        for tensor, wanted in zip(tensors, groups["x"][step + 1]):
            np.testing.assert_allclose(tensor.numpy(), wanted, rtol=1e-9, atol=1e-12)


def test_the_average_of_weights_is_keras():
    case = EXTRAS["ema"]
    w, average = np.array(case["x0"]), None
    for gradient, wanted, wanted_average in zip(case["grads"], case["x"], case["ema"]):
        w = w - case["lr"] * np.array(gradient)
        if average is None:
            average = w.copy()
        else:
            blend(average, w, case["ema_momentum"])
        np.testing.assert_allclose(w, wanted, rtol=1e-9)
        np.testing.assert_allclose(average, wanted_average, rtol=1e-9)
