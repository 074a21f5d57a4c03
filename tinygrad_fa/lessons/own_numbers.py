"""Numbers of one's own for a net with two inputs, two hidden neurons and one output.

    h1 = i1·w1 + i2·w2        h2 = i1·w3 + i2·w4
    z  = h1·w5 + h2·w6        o  = σ(z)        J = (o − y)² / 2

`own_net` gives every student other numbers, and the same student always the same ones.  They are
tidy: h1 and h2 have one digit after the point, z has two.  And they tell slips apart: each slip
that `forward`, `gradients` and `after_step` can make leads to another number, so that a wrong
answer says where it came from.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from tinygrad_fa.language import latin_digits

WEIGHTS = ("w1", "w2", "w3", "w4", "w5", "w6")
RATE = 0.5  # the learning rate of the one step that is asked for
SLIPS_OF_SUMS = ("crossed_wires", "outer_weights_forgotten", "inputs_forgotten")
SLIPS_OF_LOSS = ("no_half", "no_square", "sign_of_exponent")
SLIPS_OF_Z = ("input_for_output", "no_slope", "half_kept")
SLIPS_OF_WEIGHTS = ("lost_outer_weight", "outer_exchanged", "weight_for_input")
APART = 0.004  # how far two answers must lie apart; answers are compared more closely than this

Given = Mapping[str, float]


def own_net(student: str) -> dict[str, float]:
    """Return i1, i2, w1 … w6 and y for a student's number (any text; digits in any script).

    The target y is 0 or 1, whichever the net misses by more: then no gradient is tiny.
    """
    name = "".join(latin_digits(str(student)).split()).casefold()
    attempt = 0
    while True:
        numbers = _drawn(f"{name}/{attempt}")
        if _is_tidy(numbers) and all(_are_apart(answers) for answers in _answers(numbers)):
            return numbers
        attempt += 1


def forward(numbers: Given, slip: str = "") -> dict[str, float]:
    """Return h1, h2, z, o and J, or what they become with a slip.

    Args:
        numbers: of the net, as `own_net` gives them.
        slip: ``"crossed_wires"`` (w2 and w3 exchanged), ``"inputs_forgotten"`` (taken as 1),
            ``"outer_weights_forgotten"`` (z as h1 + h2), ``"no_half"`` and ``"no_square"`` (in
            the loss), ``"sign_of_exponent"`` (e^z in the sigmoid).
    """
    n = dict(numbers)
    if slip == "crossed_wires":
        n["w2"], n["w3"] = n["w3"], n["w2"]
    elif slip == "inputs_forgotten":
        n["i1"] = n["i2"] = 1.0
    elif slip == "outer_weights_forgotten":
        n["w5"] = n["w6"] = 1.0
    h1 = n["i1"] * n["w1"] + n["i2"] * n["w2"]
    h2 = n["i1"] * n["w3"] + n["i2"] * n["w4"]
    z = h1 * n["w5"] + h2 * n["w6"]
    o = 1 / (1 + math.exp(z if slip == "sign_of_exponent" else -z))
    error = o - n["y"]
    other_losses = {"no_half": error**2, "no_square": error / 2}
    return {"h1": h1, "h2": h2, "z": z, "o": o, "J": other_losses.get(slip, error**2 / 2)}


def gradients(numbers: Given, slip: str = "") -> dict[str, float]:
    """Return ∂J/∂z and ∂J/∂w1 … ∂J/∂w6, or what they become with a slip.

    Args:
        numbers: of the net, as `own_net` gives them.
        slip: ``"input_for_output"`` (the slope of σ as o(1 − z)), ``"no_slope"`` (left out),
            ``"half_kept"`` ((o − y)/2 for o − y), ``"lost_outer_weight"`` (w5 and w6 left out on
            the way to w1 … w4), ``"outer_exchanged"`` (w5 for w6), ``"weight_for_input"``
            (∂z/∂w5 as w5).
    """
    n, seen = numbers, forward(numbers)
    slope = seen["o"] * (1 - seen["o"])
    if slip == "input_for_output":
        slope = seen["o"] * (1 - seen["z"])
    elif slip == "no_slope":
        slope = 1.0
    of_z = (seen["o"] - n["y"]) * slope * (0.5 if slip == "half_kept" else 1)
    outer = {"lost_outer_weight": (1.0, 1.0), "outer_exchanged": (n["w6"], n["w5"])}
    to_h1, to_h2 = outer.get(slip, (n["w5"], n["w6"]))
    seen_by = ("w5", "w6") if slip == "weight_for_input" else ("h1", "h2")
    into_w5, into_w6 = ({**n, **seen}[name] for name in seen_by)
    return {
        "z": of_z,
        "w1": of_z * to_h1 * n["i1"],
        "w2": of_z * to_h1 * n["i2"],
        "w3": of_z * to_h2 * n["i1"],
        "w4": of_z * to_h2 * n["i2"],
        "w5": of_z * into_w5,
        "w6": of_z * into_w6,
    }


def after_step(
    numbers: Given, rate: float = RATE, names: Sequence[str] = WEIGHTS
) -> dict[str, float]:
    """Return the net after ``w ← w − rate · ∂J/∂w`` for the weights in `names`."""
    slopes = gradients(numbers)
    return {**numbers, **{name: numbers[name] - rate * slopes[name] for name in names}}


def predicted_change(numbers: Given, rate: float = RATE) -> float:
    """Return the change of J that the gradient predicts for one step, −rate · ‖∇J‖²."""
    slopes = gradients(numbers)
    return -rate * sum(slopes[name] ** 2 for name in WEIGHTS)


def _drawn(text: str) -> dict[str, float]:
    """Return numbers that depend on nothing but the text, on every machine and for ever."""
    stream = iter(hashlib.sha256(text.encode("utf-8")).digest())
    inputs = (-2, -1, 1, 2, 3)
    tenths = (-9, -8, -6, -5, -4, -3, -2, 2, 3, 4, 5, 6, 8, 9)
    numbers = {name: float(inputs[next(stream) % len(inputs)]) for name in ("i1", "i2")}
    numbers |= {name: tenths[next(stream) % len(tenths)] / 10 for name in WEIGHTS}
    numbers["y"] = 0.0
    return {**numbers, "y": 0.0 if forward(numbers)["z"] > 0 else 1.0}


def _is_tidy(numbers: Given) -> bool:
    """Whether no two inputs or hidden neurons are alike, and σ is neither flat nor straight."""
    seen = forward(numbers)
    return (
        abs(numbers["i1"]) != abs(numbers["i2"])
        and abs(abs(seen["h1"]) - abs(seen["h2"])) > 0.15
        and all(0.25 < abs(seen[name]) < 3 for name in ("h1", "h2"))
        and 0.4 < abs(seen["z"]) < 1.6
        and forward(after_step(numbers))["J"] < seen["J"] - 0.02
    )


def _answers(numbers: Given) -> Iterator[Sequence[tuple[float, ...]]]:
    """Yield, for one question after another, the right answer and those of the slips."""
    found = [forward(numbers, slip) for slip in ("", *SLIPS_OF_SUMS)]
    yield [(x["h1"], x["h2"], x["z"]) for x in found]
    found = [forward(numbers, slip) for slip in ("", *SLIPS_OF_LOSS)]
    yield [(x["o"], x["J"]) for x in found]

    found = [gradients(numbers, slip) for slip in ("", *SLIPS_OF_Z)]
    yield [(x["z"],) for x in found] + [(-found[0]["z"],)]

    found = [gradients(numbers, slip) for slip in ("", *SLIPS_OF_Z, *SLIPS_OF_WEIGHTS)]
    slopes = [tuple(x[name] for name in WEIGHTS) for x in found]
    yield [*slopes, tuple(-x for x in slopes[0])]

    before, change = forward(numbers)["J"], predicted_change(numbers)
    after, uphill, outer_only = (
        forward(after_step(numbers, rate, names))["J"]
        for rate, names in ((RATE, WEIGHTS), (-RATE, WEIGHTS), (RATE, WEIGHTS[4:]))
    )
    squares = -change / RATE
    other_sums = (squares, math.sqrt(squares) * RATE, RATE * sum(slopes[0]))
    yield [(change,), (-change,), (after - before,), *((-x,) for x in other_sums)]
    yield [(after,), (uphill,), (outer_only,), (before + change,), (before,)]


def _are_apart(answers: Sequence[tuple[float, ...]]) -> bool:
    """Whether no two answers could be taken for each other."""
    return all(
        any(abs(x - y) > APART * max(1.0, abs(x), abs(y)) for x, y in zip(one, other, strict=True))
        for one, other in combinations(answers, 2)
    )
