"""Lesson 3: right answers in several forms, and wrong ones with the slip each must show."""

from tinygrad_fa import Value, grad


def by_formula(x, y):
    return 2 * x * y * (y + 1), x**2 * (2 * y + 1)


def by_engine(x, y):
    leaves = Value(x), Value(y)
    p = leaves[0] * leaves[1]
    (p * (p + leaves[0])).backward()
    return leaves[0].grad, leaves[1].grad


def by_function(x, y):
    def f(x, y):
        return x * y * (x * y + x)

    return [grad(f, 0)(x, y), grad(f, 1)(x, y)]


def scaled(factor):
    return lambda x, y: tuple(factor * slope for slope in by_formula(x, y))


ENGINES = [by_formula, by_engine, by_function]
SLIPS_OF_ENGINES = {
    "lost_shares": lambda x, y: (x * y * y, x * x * y),
    "no_order": lambda x, y: [x * y * (y + 2), x * x * (y + 1)],
    "sent_twice": lambda x, y: ((3 * y + 2) * x * y + x * y, (3 * y + 2) * x * x),
    "stale": lambda x, y: ((5 * y + 2) * x * y + 2 * x * y, (5 * y + 2) * x * x),
    "doubled": scaled(2),
    "sign": scaled(-1),
    "shape": lambda x, y: x,
    "unknown": lambda x, y: (x, y),
    "unreadable": 4,
}

RIGHT = {
    "q1": [20, "۲۰", "4*5", Value(20.0)],
    "q2": [127, "۱۲۷", "2^7 - 1", "1+2+4+8+16+32+64"],
    "q3": [2, "۲", "2"],
    "q4": ["-r/v", "-(r/v)", "-r*v^(-1)", "r/(-v)", "−r÷v"],
    "q5": [20, "۲۰", "4 + 4*4"],
    "q6": ENGINES,
    "q7": ENGINES,
    "q8": ENGINES,
}

SLIPS = {
    "q1": {
        "one_share_of_b": 10,
        "one_share_each": "۵",
        "spoke_too_early": 30,
        "value": "2*5^2",
        "sign": -20,
    },
    "q2": {"paths_only": "2^6", "first_forgotten": 126, "edges": "۱۲", "nodes": 7},
    "q3": {"p_before_q": "۱", "forward": 3, "result_not_first": 4, "unknown": 5},
    "q4": {
        "sign": "r/v",
        "r_for_u": "-r/(v*v)",
        "of_u": "1/v",
        "u_lost": "-1/v^2",
        "unreadable": "-u/v^2",
    },
    "q5": {
        "true_slope": "3*2^2",
        "all_doubled": 24,
        "direct_share_lost": 16,
        "nothing_zeroed": "12 + 20",
    },
    "q6": SLIPS_OF_ENGINES,
    "q7": SLIPS_OF_ENGINES,
    "q8": SLIPS_OF_ENGINES,
}
