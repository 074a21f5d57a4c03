# ruff: noqa: E501 (a case is one line of a table)
"""Every loss: four witnesses, numbers of ±1000, empty batches, and both kinds of targets."""

import numpy as np
import pytest

from tinygrad_fa import layers
from tinygrad_fa.engine.checks import check_gradients
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import DataError
from tinygrad_fa.layers.losses import __all__ as names_of_losses

RNG = np.random.default_rng(5)
N, C = 4, 3
SHAPE = (N, C)
LABELS, PADDED = np.array([2, 0, 1, 1]), np.array([2, -100, 1, 1])
SIGNS = np.where(RNG.random(SHAPE) > 0.5, 1.0, -1.0)
WEIGHT = [0.5, 2.0, 1.0]


def scores():
    return RNG.standard_normal(SHAPE)


def shares():
    powers = np.exp(scores())
    return powers / powers.sum(axis=1, keepdims=True)


# How a loss is made, points for what it is differentiated to, and targets that are given.
CASES = {
    "MSELoss": (layers.MSELoss, [scores(), scores()], []),
    "L1Loss": (layers.L1Loss, [scores(), scores()], []),
    "HuberLoss": (lambda r: layers.HuberLoss(r, delta=0.7), [scores(), scores()], []),
    "SmoothL1Loss": (lambda r: layers.SmoothL1Loss(r, beta=0.7), [scores(), scores()], []),
    "SmoothL1Loss, no parabola": (lambda r: layers.SmoothL1Loss(r, 0), [scores(), scores()], []),
    "LogCoshLoss": (layers.LogCoshLoss, [scores(), scores()], []),
    "PoissonNLLLoss": (lambda r: layers.PoissonNLLLoss(reduction=r), [scores(), shares()], []),
    "PoissonNLLLoss of rates": (
        lambda r: layers.PoissonNLLLoss(False, reduction=r), [shares(), shares()], []
    ),
    "BCELoss": (lambda r: layers.BCELoss(r, weight=WEIGHT), [shares(), shares()], []),
    "BCEWithLogitsLoss": (
        lambda r: layers.BCEWithLogitsLoss(r, WEIGHT, [2.0, 1.0, 3.0]), [scores(), shares()], []
    ),
    "CrossEntropyLoss": (layers.CrossEntropyLoss, [scores()], [LABELS]),
    "CrossEntropyLoss, weights and padding": (
        lambda r: layers.CrossEntropyLoss(r, WEIGHT), [scores()], [PADDED]
    ),
    "CrossEntropyLoss, smoothed": (
        lambda r: layers.CrossEntropyLoss(r, WEIGHT, label_smoothing=0.2), [scores()], [PADDED]
    ),
    "CrossEntropyLoss of probabilities": (
        lambda r: layers.CrossEntropyLoss(r, WEIGHT, label_smoothing=0.2), [scores(), shares()], []
    ),
    "CrossEntropyLoss of sequences": (
        lambda r: layers.CrossEntropyLoss(r, WEIGHT),
        [RNG.standard_normal((2, 3, 2, 2))],
        [np.array([[[0, 2], [-100, 1]], [[1, 1], [2, -100]]])],
    ),
    "NLLLoss": (lambda r: layers.NLLLoss(r, WEIGHT), [scores()], [PADDED]),
    "KLDivLoss": (layers.KLDivLoss, [np.log(shares()), shares()], []),
    "KLDivLoss of logarithms": (
        lambda r: layers.KLDivLoss(r, log_target=True), [np.log(shares()), np.log(shares())], []
    ),
    "HingeLoss": (layers.HingeLoss, [scores()], [SIGNS]),
    "HingeLoss, squared": (lambda r: layers.HingeLoss(r, squared=True), [scores()], [SIGNS]),
    "SoftMarginLoss": (layers.SoftMarginLoss, [scores()], [SIGNS]),
    "MultiMarginLoss": (lambda r: layers.MultiMarginLoss(weight=WEIGHT, reduction=r), [scores()], [LABELS]),
    "MultiMarginLoss, squared": (lambda r: layers.MultiMarginLoss(2, 0.5, None, r), [scores()], [LABELS]),
    "CategoricalHingeLoss": (layers.CategoricalHingeLoss, [scores() + 1], [LABELS]),
    "HingeEmbeddingLoss": (lambda r: layers.HingeEmbeddingLoss(reduction=r), [scores()], [SIGNS]),
    "MarginRankingLoss": (lambda r: layers.MarginRankingLoss(0.3, r), [scores(), scores()], [SIGNS]),
    "CosineEmbeddingLoss": (
        lambda r: layers.CosineEmbeddingLoss(-0.9, r), [scores(), scores()], [SIGNS[:, 0]]
    ),
    "TripletMarginLoss": (lambda r: layers.TripletMarginLoss(reduction=r), [scores() for _ in "apn"], []),
    "TripletMarginLoss, swapped, p = 3": (
        lambda r: layers.TripletMarginLoss(2.0, 3, swap=True, reduction=r), [scores() for _ in "apn"], []
    ),
}  # fmt: skip
EACH = pytest.mark.parametrize("name", CASES)
OWN_FILE = {"Loss", "SoftmaxWithLoss", "SigmoidCrossEntropyLoss", "EuclideanLoss", "CaffeHingeLoss"}


def test_every_loss_is_here():
    kinds = {type(make("mean")).__name__ for make, _, _ in CASES.values()}
    assert kinds == set(names_of_losses) - OWN_FILE


@EACH
@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_the_gradients_agree(name, reduction):
    make, points, given = CASES[name]
    loss = make(reduction)
    report = check_gradients(lambda *x: loss(*x, *given), *points, order=2, max_entries=7)
    assert report.ok, report
    assert len(report.rows) == 7 * len(points) * (1 + len(points))


@EACH
def test_the_reductions_belong_together(name):
    make, points, given = CASES[name]
    apart, total, mean = (make(r)(*points, *given).data for r in ("none", "sum", "mean"))
    np.testing.assert_allclose(total, apart.sum(), rtol=1e-12)
    weighted = getattr(make("mean"), "weight", None) is not None and given and "Multi" not in name
    if not weighted and "padding" not in name:
        np.testing.assert_allclose(mean, apart.mean(), rtol=1e-12)


@EACH
def test_float32_stays_close(name):
    make, points, given = CASES[name]
    exact = make("mean")(*points, *given)
    small = make("mean")(*[x.astype("float32") for x in points], *given)
    assert small.dtype == "float32"
    np.testing.assert_allclose(small.data, exact.data, rtol=1e-4)


@EACH
def test_scores_of_a_thousand(name):
    """No overflow, no NaN: pytest turns NumPy's warnings into errors."""
    make, points, given = CASES[name]
    if "Poisson" in name or name == "KLDivLoss of logarithms":
        pytest.skip("e to the 1000 is too large for any float")
    for scale in (1000.0, -1000.0):
        first = points[0] if name.startswith(("BCELoss", "KL")) else scale * np.sign(points[0])
        x = Tensor(first, requires_grad=True)
        out = make("mean")(x, *points[1:], *given)
        out.backward()
        assert np.isfinite(out.data).all() and np.isfinite(x.grad.data).all()


@EACH
def test_an_empty_batch(name):
    make, points, given = CASES[name]
    empty = [np.asarray(x)[:0] for x in (*points, *given)]
    assert make("none")(*empty).shape[0] == 0
    assert float(make("sum")(*empty)) == 0
    with pytest.raises(DataError) as caught:
        make("mean")(*empty)
    assert caught.value.key == "engine.empty_batch"


@EACH
def test_the_settings_are_shown(name):
    make, _, _ = CASES[name]
    loss = make("sum")
    assert eval(repr(loss), vars(layers)).extra_repr() == loss.extra_repr()  # noqa: S307
    assert "reduction='sum'" in repr(loss)


@EACH
def test_arrays_that_are_turned_or_read_only(name):
    make, points, given = CASES[name]
    want = make("sum")(*points, *given).data
    turned = [np.asfortranarray(x) for x in points]
    for x in turned:
        x.setflags(write=False)
    np.testing.assert_allclose(make("sum")(*turned, *given).data, want, rtol=1e-13)
