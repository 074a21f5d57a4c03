"""Lesson 5: right answers in several forms, and wrong ones with the slip each must show."""

import numpy as np

from tinygrad_fa import Tensor


def by_matrices(X, t, W, c, w, b):
    z = X @ W + c
    slope = 2 / len(t) * (np.maximum(z, 0) @ w + b - t)
    return X.T @ (slope[:, None] * w * np.where(z > 0, 1, 0))


def by_loops(X, t, W, c, w, b):
    result = np.zeros_like(W)
    for row, target in zip(X, t, strict=True):
        z = row @ W + c
        error = np.maximum(z, 0) @ w + b - target
        result += np.outer(row, 2 * error * w * (z > 0)) / len(X)
    return result


def by_sums(X, t, W, c, w, b):
    z = X @ W + c
    error = np.maximum(z, 0) @ w + b - t
    return (2 * np.einsum("nj,n,k,nk->jk", X, error, w, z > 0) / len(X)).tolist()


def by_engine(X, t, W, c, w, b):
    weights = Tensor(W, requires_grad=True)
    (((Tensor(X) @ weights + c).relu() @ Tensor(w) + b - t) ** 2).mean().backward()
    return weights.grad


def without_mask(X, t, W, c, w, b):
    return X.T @ np.outer(2 * (np.maximum(X @ W + c, 0) @ w + b - t) / len(X), w)


def without_weights(X, t, W, c, w, b):
    z = X @ W + c
    return X.T @ ((z > 0) * (2 * (np.maximum(z, 0) @ w + b - t) / len(X))[:, None])


def wrong_sizes(X, t, W, c, w, b):
    return X.T @ np.zeros(len(X) + 1)


RIGHT = {
    "q1": [(32, 5), "32, 5", "(۳۲، ۵)", np.zeros((32, 5)).shape],
    "q2": [(2, -1, 3, 4), "2, -1, 3, 4", "۲، −۱، ۳، ۴", np.array([2.0, -1, 3, 4])],
    "q3": [
        [[12, 0], [24, 0]],
        np.outer([1, 2], [12, 0]),
        Tensor([[12.0, 0], [24, 0]]),
        "[[12, 0], [24, 0]]",
        "۱۲، ۰؛ ۲۴، ۰",
    ],
    "q4": [[3, 1.5], (3, "3/2"), np.array([[1, -2], [0, 3], [2, 0.5]]).sum(axis=0), "[۳، ۱٫۵]"],
    "q5": [0.025, "0.1/4", "۰٫۰۲۵", 1 / 40],
    "q6": ["4*(y-t)**3*h", "4*h*(y-t)^3", "-4*h*(t-y)^3", "۴*h*(y-t)³", "h*(2*(y-t))^3/2"],
    "q7": [0, "0", "۰", "4*0"],
    "q8": [by_matrices, by_loops, by_sums, by_engine],
}

SLIPS = {
    "q1": {"of_weights": (10, 5), "of_inputs": (32, 10), "transposed": "5, 32", "unreadable": 32},
    "q2": {
        "no_relu": (2, -1, 1, 0),
        "rows_for_columns": (-1, "1/2", -2, 9),
        "no_bias": (2, 1, 5, 16),
        "half": (2, -1, 3, 2),
        "order": (4, 3, -1, 2),
    },
    "q3": {
        "no_mask": "12, 8; 24, 16",
        "no_two": [[6, 0], [12, 0]],
        "no_outer_weight": np.array([[4, 0], [8, 0]]),
        "hidden_for_input": [[24, 0], [0, 0]],
        "transposed": [[12, 24], [0, 0]],
        "shape": [12, 24],
        "sign": [[-12, 0], [-24, 0]],
        "unreadable": [[12, 0], [24]],
    },
    "q4": {
        "mean": [1, 0.5],
        "other_axis": [-1, 3, 2.5],
        "not_summed": [[1, -2], [0, 3], [2, 0.5]],
        "all_summed": 4.5,
    },
    "q5": {"wrong_way": 0.4, "the_two_as_well": "1/20", "no_change": "۰٫۱", "sign": -0.025},
    "q6": {
        "old_loss": "2*h*(y-t)",
        "lost_factor": "h*(y-t)^3",
        "power_kept": "4*h*(y-t)^4",
        "stopped_at_output": "4*(y-t)^3",
        "sign": "4*h*(t-y)^3",
        "unreadable": "4*w*(y-t)^3",
    },
    "q7": {"outer_weight": 1, "bias_and_outer_weight": "۲", "all_but_outer": 3, "all": 4},
    "q8": {
        "no_mask": without_mask,
        "no_mean": lambda X, *rest: by_matrices(X, *rest) * len(X),
        "no_two": lambda *net: by_loops(*net) / 2,
        "no_outer_weight": without_weights,
        "sign": lambda *net: -by_matrices(*net),
        "shape": lambda *net: by_matrices(*net).T,
        "unreadable": wrong_sizes,
    },
}
