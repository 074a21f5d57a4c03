"""Caffe's fillers: what BVLC/Caffe's own filled, in extremes, mean and spread."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.layers.fillers import FILLERS, fill

GOLDEN = Path(__file__).parent.parent / "data" / "caffe" / "fillers.json"
CASES = json.loads(GOLDEN.read_text())


def leaf(*shape):
    return Tensor(np.full(shape, np.nan), requires_grad=True)


def settings_of(prototxt):
    """Return the fields of a filler as keywords: ``type: "uniform" min: -0.5`` and the like."""
    fields = re.findall(r'(\w+): (?:"(\w+)"|(\S+))', prototxt)
    read = {name: word or value for name, word, value in fields}
    numbers = ("value", "min", "max", "mean", "std", "sparse")
    return {name: float(v) if name in numbers else v for name, v in read.items()}


@pytest.mark.parametrize("name", CASES)
def test_a_filler_fills_as_caffes_does(name):
    case = CASES[name]
    tensor = leaf(*case["shape"])
    assert fill(tensor, **settings_of(case["filler"])) is tensor
    numbers = tensor.data
    assert numbers.size == case["count"]
    if "values" in case:
        np.testing.assert_allclose(numbers.ravel(), case["values"], rtol=1e-15)
    # Two samples of n numbers: their means and spreads differ by some √(2/n); zeros tell nothing.
    told = max(1, (numbers != 0).sum())
    close = 6 * case["std"] * np.sqrt(2 / told)
    assert numbers.mean() == pytest.approx(case["mean"], abs=close + 1e-12)
    assert numbers.std() == pytest.approx(case["std"], abs=close + 1e-12)
    assert (numbers == 0).mean() == pytest.approx(case["zero_fraction"], abs=0.03)
    if "uniform" in case["filler"] or "xavier" in case["filler"]:  # the bounds themselves
        reach = 20 * (case["max"] - case["min"]) / case["count"]
        assert numbers.min() == pytest.approx(case["min"], abs=reach)
        assert numbers.max() == pytest.approx(case["max"], abs=reach)


def test_the_cases_are_all_there():
    types = {settings_of(case["filler"]).get("type", "constant") for case in CASES.values()}
    assert (len(CASES), types) == (21, set(FILLERS))


def test_the_unit_ball_has_rows_that_sum_to_one():
    for shape in ((20, 30), (4, 2, 3, 3)):
        tensor = fill(leaf(*shape), "positive_unitball")
        np.testing.assert_allclose(tensor.data.reshape(shape[0], -1).sum(axis=1), 1, rtol=1e-12)
        assert tensor.data.min() > 0


def test_sparse_counts_the_outputs_that_an_input_reaches():
    reached = (fill(leaf(1000, 784), "gaussian", sparse=15).data != 0).sum(axis=0)
    assert reached.mean() == pytest.approx(15, abs=0.5)
    assert reached.min() != reached.max()  # by chance, not by count
    assert (fill(leaf(10, 10), "gaussian", sparse=0).data == 0).all()


def test_the_dtype_stays():
    for type_ in FILLERS:
        tensor = Tensor(np.zeros((2, 2, 3, 3), "float32"), requires_grad=True)
        assert fill(tensor, type_).dtype == "float32"


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize(
    ("wrong", "key", "word"),
    [
        (lambda: fill(leaf(2, 2), "glorot"), "initialisers.filler", "glorot"),
        (lambda: fill(leaf(2, 2), "xavier", std=1), "initialisers.filler_setting", "variance_norm"),
        (lambda: fill(leaf(2, 2), "bilinear", std=1), "initialisers.filler_setting", "std"),
        (lambda: fill(leaf(2, 2), "msra", variance_norm="x"), "initialisers.variance_norm", "FAN"),
        (lambda: fill(leaf(0, 2), "xavier"), "initialisers.empty", "(0, 2)"),
        (lambda: fill(leaf(2, 2), "bilinear"), "initialisers.axes", "(2, 2)"),
    ],
)  # fmt: skip
def test_wrong_uses(wrong, key, word, language):
    from tinygrad_fa.language import set_language

    set_language(language)
    with pytest.raises(SettingError) as caught:
        wrong()
    assert caught.value.key == key
    assert word in str(caught.value)
