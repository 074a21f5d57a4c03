"""Lesson 4: right answers in several forms, and wrong ones with the slip each must show.

The exercises are those of a student without a name; the engine says what is right for her.
"""

from tinygrad_fa import Value
from tinygrad_fa.lessons import own_net

NET = own_net("")
i1, i2, w1, w2, w3, w4, w5, w6, y = (Value(number) for number in NET.values())
h1, h2 = i1 * w1 + i2 * w2, i1 * w3 + i2 * w4
z = h1 * w5 + h2 * w6
o = z.sigmoid()
J = (o - y) ** 2 / 2
J.backward()

WEIGHTS = (w1, w2, w3, w4, w5, w6)
SLOPES = tuple(w.grad for w in WEIGHTS)
ERROR, DELTA = o.data - y.data, z.grad
SQUARES = sum(slope**2 for slope in SLOPES)


def loss_at(rates):
    """Return J after each weight moved by its own rate times its slope."""
    a, b, c, d, e, f = (
        w.data - rate * slope for w, rate, slope in zip(WEIGHTS, rates, SLOPES, strict=True)
    )
    moved = (i1 * a + i2 * b) * e + (i1 * c + i2 * d) * f
    return ((moved.sigmoid() - y) ** 2 / 2).data


AFTER = loss_at([0.5] * 6)
CROSSED = (i1 * w1 + i2 * w3, i1 * w2 + i2 * w4)
OTHER = 1 - o.data

RIGHT = {
    "q1": [
        (h1.data, h2.data, z.data),
        (h1, h2, z),
        f"({round(h1.data, 1)}, {round(h2.data, 1)}, {round(z.data, 2)})",
        "−۲٫۷، −۱، −۳/۴",
    ],
    "q2": [(o, J), (round(o.data, 3), round(J.data, 3)), "1/(1+exp(0.75)), 0.2306", "۰٫۳۲۱، ۰٫۲۳۱"],
    "q3": [DELTA, round(DELTA, 3), "-0.148", "(0.3208 - 1) * 0.3208 * (1 - 0.3208)", "−۰٫۱۴۸"],
    "q4": [
        SLOPES,
        [round(slope, 3) for slope in SLOPES],
        ", ".join(str(round(slope, 4)) for slope in SLOPES),
    ],
    "q5": [-0.5 * SQUARES, round(-0.5 * SQUARES, 3), "-0.3152 / 2"],
    "q6": [AFTER, round(AFTER, 3), str(round(AFTER, 4)), "۰٫۰۹۳"],
    "q7": ["o*(1-z)", "o - o*z", "-o*(z-1)", "o × (۱ − z)"],
    "q8": [1.0142, "1.014", "۱٫۰۱۴", "(0.08 / 0.07944)^2", "0.0032 / 0.0031552"],
    "q9": ["w1*w5 + w3*w6", "w6*w3 + w5*w1", "w5×w1 + w6×w3"],
}

SLIPS = {
    "q1": {
        "crossed_wires": (*CROSSED, CROSSED[0] * w5 + CROSSED[1] * w6),
        "outer_weights_forgotten": (h1, h2, h1 + h2),
        "inputs_forgotten": (w1 + w2, w3 + w4, (w1 + w2) * w5 + (w3 + w4) * w6),
        "sign": (-h1, -h2, -z),
        "unreadable": (1, 2),
    },
    "q2": {
        "no_half": (o, ERROR**2),
        "no_square": (o, ERROR / 2),
        "sign_of_exponent": (OTHER, (OTHER - y.data) ** 2 / 2),
    },
    "q3": {
        "input_for_output": ERROR * o.data * (1 - z.data),
        "no_slope": ERROR,
        "half_kept": DELTA / 2,
        "sign": -DELTA,
    },
    "q4": {
        "lost_outer_weight": (
            DELTA * i1, DELTA * i2, DELTA * i1, DELTA * i2, DELTA * h1, DELTA * h2,
        ),
        "outer_exchanged": (
            DELTA * w6 * i1, DELTA * w6 * i2, DELTA * w5 * i1, DELTA * w5 * i2, *SLOPES[4:],
        ),
        "weight_for_input": (*SLOPES[:4], DELTA * w5, DELTA * w6),
        "input_for_output": [slope * (1 - z.data) / (1 - o.data) for slope in SLOPES],
        "no_slope": [slope / (o.data * (1 - o.data)) for slope in SLOPES],
        "half_kept": [slope / 2 for slope in SLOPES],
        "sign": [-slope for slope in SLOPES],
        "factor": [3 * slope for slope in SLOPES],
        "order": SLOPES[::-1],
    },
    "q5": {
        "no_rate": -SQUARES,
        "no_squares": -0.5 * sum(SLOPES),
        "root": -0.5 * SQUARES**0.5,
        "measured": AFTER - J.data,
        "sign": 0.5 * SQUARES,
    },
    "q6": {
        "uphill": loss_at([-0.5] * 6),
        "predicted": J.data - 0.5 * SQUARES,
        "outer_only": loss_at([0, 0, 0, 0, 0.5, 0.5]),
        "no_step": J,
    },
    "q7": {
        "true_slope": "o - o^2",
        "both_inputs": "z*(1-z)",
        "exchanged": "(1-o)*z",
        "turned": "o*z - o",
        "unreadable": "sigma*(1-z)",
    },
    "q8": {
        "outputs": 0.92 / 0.92056,
        "not_squared": 0.08 / 0.0794386,
        "upside_down": "(0.0794386/0.08)^2",
        "percent": 1.4185,
    },
    "q9": {
        "one_way": "w5*w1",
        "layers_multiplied": "w1*w5 + w1*w6 + w3*w5 + w3*w6",
        "wrong_wires": "w1*w5+w6*w2",
        "ways_multiplied": "w1*w3*w5*w6",
        "sign": "-w1*w5 - w3*w6",
    },
}  # fmt: skip
