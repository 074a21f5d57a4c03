"""Lesson 2: right answers in several forms, and wrong ones with the slip each must show."""

import math

import tinygrad_fa as tg


def sigmoid(z):
    return 1 / (1 + math.exp(-z))


def by_engine(z):
    leaf = tg.Value(z)
    (leaf * leaf.sigmoid()).backward()
    return leaf.grad


RIGHT = {
    "q1": [2, "۲", "3-2+1"],
    "q2": [0.8808, 0.881, "۰٫۸۸۱", "1/(1+exp(-2))", "sigmoid(2)"],
    "q3": [(0.315, 0.105, 0.105), "۰٫۳۱۵، ۰٫۱۰۵، ۰٫۱۰۵", (0.314981, 0.104994, 0.104994)],
    "q4": [-0.0197, "-0.02 + 0.0003", "−۰٫۰۱۹۷", -0.393224 * 0.05],
    "q5": [0.015625, "۱/۶۴", "0.25^3", 1 / 4**3],
    "q6": ["1 - t**2", "1-t^2", "(1-t)*(1+t)", "۱ − t²"],
    "q7": [
        lambda z: sigmoid(z) + z * sigmoid(z) * (1 - sigmoid(z)),
        lambda z: sigmoid(z) * (1 + z - z * sigmoid(z)),
        lambda z: (1 + math.exp(-z) + z * math.exp(-z)) / (1 + math.exp(-z)) ** 2,
        by_engine,
    ],
}

SLIPS = {
    "q1": {"no_bias": 1, "lost_minus": 6, "inputs_exchanged": -4, "sign": -2},
    "q2": {"sign_of_exponent": 0.1192, "only_exponential": "e^-2", "no_reciprocal": 1.1353},
    "q3": {
        "input_for_output": (-2.642, -0.881, -0.881),
        "no_sigmoid": (3, 1, 1),
        "weights_for_inputs": (0.105, -0.21, 0.105),
        "no_bias_gradient": (0.315, 0.105, 0),
        "half_slope": (2.642, 0.881, 0.881),
    },
    "q4": {"no_step": -0.3932, "new_value": 0.7114, "input_twice": 0.0393, "sign": "۰٫۰۱۹۷"},
    "q5": {"one_neuron": 0.25, "added": "3/4", "value_for_slope": "0.5^3", "upside_down": 64},
    "q6": {
        "sigmoid_rule": "t - t^2",
        "lost_inner_factor": "0.5*(1-t*t)",
        "lost_outer_factor": "(1-t)/2*(1+t)/2",
        "sign": "t*t - 1",
        "unreadable": "1 - z",
    },
    "q7": {
        "input_for_output": lambda z: sigmoid(z) + z * sigmoid(z) * (1 - z),
        "through_sigmoid_only": lambda z: z * sigmoid(z) * (1 - sigmoid(z)),
        "direct_way_only": sigmoid,
        "slopes_multiplied": lambda z: sigmoid(z) * (1 - sigmoid(z)),
        "sign": lambda z: -sigmoid(z) - z * sigmoid(z) * (1 - sigmoid(z)),
        "factor": lambda z: 2 * by_engine(z),
        "unreadable": lambda z: None,
    },
}
