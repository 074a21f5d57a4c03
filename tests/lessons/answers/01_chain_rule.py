"""Lesson 1: right answers in several forms, and wrong ones with the slip each must show."""

import tinygrad_fa as tg
from tinygrad_fa import Value


def by_engine(x, y, z):
    leaves = [tg.Value(number) for number in (x, y, z)]
    a, b, c = leaves
    ((a + b) * a * c).backward()
    return [leaf.grad for leaf in leaves]


RIGHT = {
    "q1": [10, 10.0, "۱۰", "١٠", "20/2", "(۳-۱)*۵", Value(10.0)],
    "q2": [(5, 5, 2), [5.0, 5, 2], "5, 5, 2", "(۵، ۵، ۲)", (Value(5.0), 5, "۴/۲")],
    "q3": ["+", "add", "Sum", "جمع", "دروازهٔ جمع", " Addition "],
    "q4": [-12.04, "-12.04", "−۱۲٫۰۴", "-12 - 4*0.01", "-301/25"],
    "q5": [7, "۷", "2*4-1", 7.0000001],
    "q6": ["2*x*z + y*z", "z*(2*x+y)", "(x+y)*z + x*z", "۲*x*z+y*z", "z×(x+x+y)"],
    "q7": [
        lambda x, y, z: (2 * x * z + y * z, x * z, (x + y) * x),
        lambda x, y, z: [z * (x + x + y), z * x, x * x + x * y],
        by_engine,
    ],
}

SLIPS = {
    "q1": {"brackets": "-2", "lost_minus": 20, "stopped_early": "۲", "sign": -10},
    "q2": {
        "not_swapped": (2, 2, 5),
        "no_upstream": "1, 1, 2",
        "values": (3, -1, 5),
        "old_point": (-4, -4, 3),
        "sign": (-5, -5, -2),
        "unreadable": (5, 5),
    },
    "q3": {"product": "ضرب", "minus": "-", "max": "Max", "unknown": "exp", "unreadable": 3},
    "q4": {"direction": -11.96, "only_change": "−۰٫۰۴", "no_step": -16},
    "q5": {"direct_way_only": 3, "sum_way_only": "۴", "ways_multiplied": 12, "sign": -7},
    "q6": {
        "sum_way_only": "z*x",
        "direct_way_only": "x*z + y*z",
        "lost_z": "y + 2*x",
        "ways_multiplied": "x*(x+y)*z^2",
        "unreadable": "2x",
    },
    "q7": {
        "overwritten": lambda x, y, z: (x * z, x * z, (x + y) * x),
        "inside_forgotten": lambda x, y, z: ((x + y) * z, x * z, (x + y) * x),
        "not_swapped": lambda x, y, z: (2 * x * z + y * z, x * z, z),
        "no_upstream": lambda x, y, z: (2 * x + y, x, (x + y) * x),
        "sign": lambda x, y, z: (-2 * x * z - y * z, -x * z, -(x + y) * x),
        "shape": lambda x, y, z: 2 * x * z + y * z,
        "unreadable": lambda x: 2 * x,
    },
}
