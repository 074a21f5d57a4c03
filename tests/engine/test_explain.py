# ruff: noqa: E501 (a case is one line of a table)
"""Errors of tensor ops: both shapes, the user's own line, in both languages."""

import inspect
import sys
from pathlib import Path

import numpy as np
import pytest

from tinygrad_fa.engine import explain, ops, origin
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language import set_language
from tinygrad_fa.language.errors import (
    DataError,
    DTypeError,
    IndexRangeError,
    NumberError,
    ShapeError,
    TinygradError,
)

BOTH = pytest.mark.parametrize("language", ["en", "fa"])
FLOATS = np.arange(6.0).reshape(2, 3)
IMAGES = np.zeros((1, 2, 4, 4))


def tensor(*shape):
    return Tensor(np.ones(shape), requires_grad=True)


WRONG = [  # what is done, the error it is, and pieces that its text must have
    (lambda: tensor(2, 3) + tensor(4, 3), ShapeError, "broadcast", ["2! ", "4! ", "3", "`+`"]),
    (lambda: tensor(5) * tensor(2, 3), ShapeError, "broadcast", ["5!", "3!", "`×`"]),
    (lambda: tensor(2, 3) @ tensor(2, 3), ShapeError, "matmul_shapes", ["(2, 3)", "3", "2"]),
    (lambda: tensor(2, 3) @ tensor(4), ShapeError, "matmul_shapes", ["(2, 3)", "(4,)"]),
    (lambda: tensor(2, 3, 4) @ tensor(5, 4, 6), ShapeError, "op_shapes", ["(2, 3, 4)", "(5, 4, 6)"]),
    (lambda: tensor(2, 3) @ tensor(), ShapeError, "op_shapes", ["(2, 3)", "()"]),
    (lambda: ops.linear(tensor(2, 3), tensor(4, 5), tensor(4)), ShapeError, "linear_shapes", ["(2, 3)", "(4, 5)"]),
    (lambda: ops.linear(tensor(2, 3), tensor(4, 3), tensor(5)), ShapeError, "bias_shape", ["(4,)", "(5,)"]),
    (lambda: tensor(2, 3).reshape(4), ShapeError, "op_settings", ["(2, 3)", "shape=(4,)"]),
    (lambda: tensor(2, 3).broadcast_to(4, 3), ShapeError, "op_settings", ["(2, 3)", "(4, 3)"]),
    (lambda: tensor(2, 3).permute(0, 0), ShapeError, "op_settings", ["(2, 3)"]),
    (lambda: tensor(2, 3).transpose(0), ShapeError, "transpose_axes", ["(0,)", "`permute`"]),
    (lambda: tensor(2, 3).transpose(0, 2), ShapeError, "axis", ["(2, 3)", "2"]),
    (lambda: tensor(2, 3).sum(axis=2), ShapeError, "axis", ["(2, 3)", "2"]),
    (lambda: tensor(2, 3).max(axis=-3), ShapeError, "axis", ["(2, 3)", "-3"]),
    (lambda: tensor(2, 3).var(axis=5), ShapeError, "axis", ["(2, 3)", "5"]),
    (lambda: tensor(2, 3).squeeze(5), ShapeError, "axis", ["(2, 3)", "5"]),
    (lambda: tensor(2, 3).unsqueeze(7), ShapeError, "axis", ["7"]),
    (lambda: tensor(2, 3).flatten(2), ShapeError, "axis", ["(2, 3)", "2"]),
    (lambda: tensor(2, 3).split(2, axis=2), ShapeError, "axis", ["(2, 3)", "2"]),
    (lambda: tensor(5, 3).split(2), ShapeError, "split", ["5", "2"]),
    (lambda: tensor(5, 3).split(0), ShapeError, "split", ["5", "0"]),
    (lambda: tensor(5, 3).split([1, 2]), ShapeError, "split_lengths", ["[1, 2]", "5"]),
    (lambda: tensor(5, 3).split([6, -1]), ShapeError, "split_lengths", ["[6, -1]"]),
    (lambda: tensor(2, 3).pad(((1, 1),)), ShapeError, "pad_widths", ["(2, 3)", "((1, 1),)"]),
    (lambda: tensor(2, 3).pad((1, 1)), ShapeError, "pad_widths", ["(1, 1)"]),
    (lambda: tensor(2, 3).pad(((0, -1), (0, 0))), ShapeError, "op_settings", ["(2, 3)"]),
    (lambda: ops.concatenate([tensor(2, 3), tensor(2, 4)]), ShapeError, "op_settings", ["(2, 3)", "(2, 4)"]),
    (lambda: ops.stack([tensor(2), tensor(3)]), ShapeError, "op_settings", ["(1, 2)", "(1, 3)"]),
    (lambda: ops.stack([]), ShapeError, "nothing_to_join", []),
    (lambda: tensor(0).max(), ShapeError, "op_settings", ["(0,)"]),
    (lambda: ops.einsum("ij,jk->il", tensor(2, 3), tensor(3, 4)), ShapeError, "einsum", ["`ij,jk->il`"]),
    (lambda: ops.einsum("i1->i", tensor(2, 3)), ShapeError, "einsum", ["`i1->i`"]),
    (lambda: ops.einsum("...i->i", tensor(2, 3)), ShapeError, "einsum", ["...i->i"]),
    (lambda: ops.einsum("ii->i", tensor(2, 2)), ShapeError, "einsum_diagonal", ["`ii->i`"]),
    (lambda: ops.einsum("ij,jk->ik", tensor(2, 3), tensor(4, 5)), ShapeError, "op_settings", ["(2, 3)", "(4, 5)"]),
    (lambda: ops.einsum("ij,jk->ik", tensor(2, 3)), ShapeError, "op_settings", ["(2, 3)"]),
    (lambda: tensor(3)[3], IndexRangeError, "index", ["`3`", "(3,)"]),
    (lambda: tensor(3)[np.array([0, -4])], IndexRangeError, "index", ["-4", "(3,)"]),
    (lambda: tensor(3)[0, 0], IndexRangeError, "index", ["(0, 0)", "(3,)"]),
    (lambda: tensor(3)["a"], IndexRangeError, "index", ["(3,)"]),
    (lambda: tensor(3)[np.array([True, False])], IndexRangeError, "index", ["(3,)"]),
    (lambda: Tensor(np.array([1, 2])) ** -1, DTypeError, "dtype", ["`int64`", "Pow"]),
    (lambda: -Tensor(np.array([True])), DTypeError, "dtype", ["`bool`"]),
    (lambda: Tensor([1.0]).astype("number"), DTypeError, "dtype", ["`float32`"]),
    (lambda: Tensor([1.0]) * 10**400, DTypeError, "dtype", ["`float32`"]),
    (lambda: tensor(2) + "a", NumberError, "not_an_operand", ["`str`"]),
    (lambda: tensor(2).clip(None, 1.0), NumberError, "not_an_operand", ["`NoneType`"]),
    (lambda: ops.max_pool2d(Tensor(IMAGES), 5), ShapeError, "window", ["(5, 5)", "(4, 4)"]),
    (lambda: ops.avg_pool2d(Tensor(IMAGES), (2, 5)), ShapeError, "window", ["(2, 5)", "(4, 4)"]),
    (lambda: ops.conv2d(Tensor(IMAGES), tensor(1, 2, 5, 5)), ShapeError, "window", ["(5, 5)", "(4, 4)"]),
    (lambda: ops.conv2d(Tensor(IMAGES), tensor(1, 3, 2, 2)), ShapeError, "conv_shapes", ["(1, 2, 4, 4)", "(1, 3, 2, 2)"]),
    (lambda: ops.max_pool2d(tensor(4, 4), 2), ShapeError, "image_shape", ["(4, 4)"]),
    (lambda: ops.cross_entropy(tensor(2, 3), [0, 3]), DataError, "labels", ["2", "3"]),
    (lambda: ops.cross_entropy(tensor(2, 3), [-1, 0]), DataError, "labels", ["-1"]),
    (lambda: ops.cross_entropy(tensor(2, 3), [0]), ShapeError, "logits_shape", ["(2, 3)", "(1,)"]),
    (lambda: ops.cross_entropy(tensor(3), [0]), ShapeError, "logits_shape", ["(3,)"]),
    (lambda: ops.cross_entropy(tensor(2, 3), [0.0, 1.0]), DTypeError, "labels_dtype", ["`float64`"]),
]  # fmt: skip


@BOTH
@pytest.mark.parametrize("number", range(len(WRONG)), ids=lambda i: f"{WRONG[i][2]}-{i}")
def test_a_wrong_use(number, language):
    set_language(language)
    act, kind, name, pieces = WRONG[number]
    with pytest.raises(TinygradError) as caught:
        act()
    text = str(caught.value)
    assert isinstance(caught.value, kind) and caught.value.key == f"engine.{name}", text
    for piece in pieces:
        assert piece in text or piece in persian(text), f"{piece} is missing in:\n{text}"
    assert "{" not in text and "``" not in text and "()" not in text.replace("`()`", "")


def persian(text):
    """Read the Persian digits of a text as Latin ones."""
    return text.translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789"))


@BOTH
def test_the_users_own_line_is_shown(language):
    set_language(language)
    left = Tensor(FLOATS, name="scores")
    right = left.reshape(3, 2)
    line = inspect.currentframe().f_lineno - 1
    with pytest.raises(ShapeError) as caught:
        left + right
    text = str(caught.value)
    assert f"`test_explain.py:{line}: right = left.reshape(3, 2)`" in text
    assert f'`test_explain.py:{line - 1}: left = Tensor(FLOATS, name="scores")`' in text
    assert "`scores`" in text and "`(2, 3)`" in text and "`(3, 2)`" in text
    assert str(Path(__file__).parent) not in text  # the name of the file is enough


def test_the_clash_is_marked_under_the_right_axes():
    assert [part.count("!") for part in explain._aligned((2, 3), (5, 1, 4))] == [1, 1]
    left, right = explain._aligned((7, 2, 3), (4, 3))
    assert left.index("2!") == right.index("4!") and "7 " in left and "3!" not in left


def test_where_a_tensor_was_made():
    x = Tensor([1.0])
    assert origin.describe(x.origin).endswith("x = Tensor([1.0])")
    assert origin.describe(None) == ""
    places = {}
    code = "from tinygrad_fa import Tensor\nx = Tensor([1.0])\ny = (x *\n    2)"
    for filename in ("<cell 3>", str(Path(origin._PACKAGE).parent / "tinygrad_fa_lesson.py")):
        exec(compile(code, filename, "exec"), places)
        assert origin.describe(places["x"].origin) == f"{Path(filename).name}:2"
        assert origin.describe(places["y"].origin).startswith(f"{Path(filename).name}:3")


def test_a_graph_does_not_keep_the_users_variables_alive():
    """An origin is a line, not a frame: a frame would hold every local of the caller."""
    big = np.ones(10)
    x = Tensor(big)
    before = sys.getrefcount(big)
    y = [x * 2 for _ in range(100)]
    assert sys.getrefcount(big) == before and len(y) == 100


def test_errors_are_caught_by_pythons_own_names_too():
    for act, kind in (
        (lambda: tensor(2) + tensor(3), ValueError),
        (lambda: tensor(2)[5], IndexError),
        (lambda: tensor(2) + None, TypeError),
        (lambda: tensor(2).backward(), RuntimeError),
    ):
        with pytest.raises(kind):
            act()
    assert [row.tolist() for row in tensor(2)] == [1.0, 1.0]  # iteration ends where it should
