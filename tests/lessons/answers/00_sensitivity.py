"""Lesson 0: right answers in several forms, and wrong ones with the slip each must show."""

from tinygrad_fa import Value, jvp


def by_products(a, s, n):
    value, slope = 1.0, 0.0
    for _ in range(n):
        value, slope = value * a, slope * a + value * s
    return value, slope


def by_engine(a, s, n):
    x = Value(a)
    (x**n).backward()
    return [a**n, Value(s * x.grad)]


RIGHT = {
    "q1": [13, 13.0, "۱۳", "2*5+3", Value(13.0)],
    "q2": [7.5, "۷٫۵", "15/2", "7 + 0.5", "(2.5^2 + 3*2.5 - 10)/0.5"],
    "q3": [0.7, "۰٫۷", "7*0.1", "7/10"],
    "q4": [12.01, "۱۲٫۰۱", "12 + 0.1^2", "(2.1^3 - 1.9^3)/0.2"],
    "q5": ["3*x*h + h**2", "h*(3*x + h)", "((x+h)^3 - x^3)/h - 3*x^2", "۳*h*x + h²"],
    "q6": [(3, 9), "3, 3^2", "(۳، ۹)"],
    "q7": [(15, 22), "15, 22", "۱۵، ۲۲", "3*5, 2*5 + 3*4"],
    "q8": ["-s/a**2", "-s/(a*a)", "-(1/a)*(s/a)", "−s/a²", "-s*a^(-2)"],
    "q9": [
        by_products,
        by_engine,
        lambda a, s, n: (a**n, n * a**n * s / a),
        lambda a, s, n: jvp(lambda x: x**n, [a], [s]),
    ],
}

SLIPS = {
    "q1": {
        "value": 40,
        "not_divided": "0.00013",
        "one_strip": "۱۰",
        "old_point": 7,
        "digits_miscounted": 1.3,
        "sign": -13,
    },
    "q2": {"true_slope": 7, "not_divided": "۳٫۷۵", "backward": 6.5, "multiplied": "3.75*0.5"},
    "q3": {"true_change": 0.71, "new_area": "10 + 0.7", "slope": 7, "divided": "7/0.1"},
    "q4": {"forward": 12.61, "backward": "11.41", "one_step_below": 24.02, "true_slope": 12},
    "q5": {
        "quotient": "((x+h)^3 - x^3)/h",
        "central_error": "h*h",
        "last_term_lost": "3*h*x",
        "not_divided": "h^2*(3*x + h)",
        "at_the_example": "6*h + h^2",
        "sign": "-3*x*h - h^2",
        "unreadable": "3xh",
    },
    "q6": {
        "both_linear": (3, 3),
        "both_square": "9, 9",
        "doubled": (3, 6),
        "exchanged": (9, 3),
        "unreadable": 3,
    },
    "q7": {
        "slopes_multiplied": (15, 8),
        "slopes_added": (15, 6),
        "first_only": (15, 10),
        "second_only": "15, 3*4",
        "not_crossed": (15, 26),
    },
    "q8": {
        "sign": "s/a^2",
        "inner_slope_lost": "-1/(a*a)",
        "slope_inverted": "1/s",
        "not_squared": "-s/a",
        "unreadable": "-s/x^2",
    },
    "q9": {
        "not_begun": lambda a, s, n: (a, s),
        "inner_slope_lost": lambda a, s, n: (a**n, n * a ** (n - 1)),
        "one_factor_only": lambda a, s, n: [a**n, a**n * s / a],
        "exponent_kept": lambda a, s, n: (a**n, n * s * a**n),
        "slope_to_the_power": lambda a, s, n: (a**n, s**n),
        "shape": lambda a, s, n: a**n,
        "unreadable": "a**n",
    },
}
