# ruff: noqa: E501 (a case is one line of a table)
"""Losses: stable, and strict about targets."""

import numpy as np
import pytest

from tinygrad_fa.engine.ops import log_softmax
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language import set_language
from tinygrad_fa.language.errors import DataError, DTypeError, SettingError, ShapeError
from tinygrad_fa.layers import (
    BCELoss,
    BCEWithLogitsLoss,
    CosineEmbeddingLoss,
    CrossEntropyLoss,
    HingeLoss,
    HuberLoss,
    KLDivLoss,
    L1Loss,
    Loss,
    MSELoss,
    MultiMarginLoss,
    NLLLoss,
    SmoothL1Loss,
    TripletMarginLoss,
)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_cross_entropy_at_scores_of_a_thousand(dtype):
    scores = Tensor(np.array([[1000.0, -1000.0, 0.0], [-1000.0, 1000.0, 1000.0]], dtype), True)
    loss = CrossEntropyLoss("none")(scores, [1, 2])
    np.testing.assert_allclose(loss.data, [2000.0, np.log(2)], rtol=1e-6)
    assert loss.dtype == dtype
    loss.sum().backward()
    np.testing.assert_allclose(scores.grad.data, [[1, -1, 0], [0, 0.5, -0.5]], atol=1e-6)


@pytest.mark.parametrize(
    "labels",
    [
        np.uint8([0, 2]),
        np.int32([0, 2]),
        np.array([0, 2], ">i2"),
        np.array([0, 2], ">u4"),
        np.int64([0, 9, 2])[::2],
        [0, 2],
        (0, 2),
    ],
)
def test_labels_of_any_whole_kind(labels):
    scores = np.array([[1.0, 2, 3], [3, 2, 1]])
    out = CrossEntropyLoss()(scores, labels)
    expected = np.mean([np.log(np.exp([0, 1, 2]).sum())] * 2)
    np.testing.assert_allclose(out.data, expected)


@pytest.mark.parametrize(
    ("labels", "error", "key", "found"),
    [
        ([0, 3], DataError, "engine.labels", "labels[1] = 3"),
        ([-1, 0], DataError, "engine.labels", "labels[0] = -1"),
        (np.array([0, -1], ">i4"), DataError, "engine.labels", "labels[1] = -1"),
        ([0.0, 1.0], DTypeError, "engine.labels_dtype", "float64"),
        ([True, False], DTypeError, "engine.labels_dtype", "bool"),
        (Tensor([0, 1]), DTypeError, "engine.labels_dtype", "float32"),
        ([0, 1, 2], ShapeError, "engine.logits_shape", "(3,)"),
        ([[0], [1]], ShapeError, "engine.logits_shape", "(2, 1)"),
    ],
)
@pytest.mark.parametrize("language", ["en", "fa"])
def test_labels_that_do_not_fit(labels, error, key, found, language):
    set_language(language)
    with pytest.raises(error) as caught:
        CrossEntropyLoss()(np.zeros((2, 3)), labels)
    assert caught.value.key == key
    assert f"`{found}`" in str(caught.value)
    assert "CrossEntropyLoss()(np.zeros" in str(caught.value)  # the user's line
    assert ("برچسب" in str(caught.value) or "آنتروپی" in str(caught.value)) == (language == "fa")


def test_an_empty_batch_has_no_loss():
    with pytest.raises(DataError) as caught:
        CrossEntropyLoss()(np.zeros((0, 3)), np.zeros(0, int))
    assert caught.value.key == "engine.empty_batch"


def test_scores_must_be_a_matrix():
    with pytest.raises(ShapeError) as caught:
        CrossEntropyLoss()(np.zeros(3), 1)
    assert caught.value.key == "engine.logits_shape"


def test_labels_that_are_changed_afterwards_do_not_matter():
    labels = np.array([0, 1])
    scores = Tensor(np.zeros((2, 2)), requires_grad=True)
    loss = CrossEntropyLoss()(scores, labels)
    labels[:] = 1 - labels
    loss.backward()
    np.testing.assert_allclose(scores.grad.data, [[-0.25, 0.25], [0.25, -0.25]])


def test_mse_refuses_shapes_that_would_be_broadcast():
    for target in (np.zeros(3), np.zeros((3, 2)), 0.0):
        with pytest.raises(ShapeError) as caught:
            MSELoss()(np.zeros((3, 1)), target)
        assert caught.value.key == "layers.target_shape"
    assert "(3, 1)" in str(caught.value)


def test_mse_keeps_the_predictions_dtype():
    prediction = Tensor([1.0, 2.0], requires_grad=True)
    loss = MSELoss()(prediction, np.array([0.0, 0.0]))
    loss.backward()
    assert loss.dtype == prediction.grad.dtype == np.float32
    assert float(loss) == 2.5


def test_a_target_that_wants_gradients_gets_them():
    target = Tensor([1.0], requires_grad=True)
    MSELoss()(Tensor([3.0]), target).backward()
    assert target.grad.tolist() == [-4.0]


@pytest.mark.parametrize("kind", [MSELoss, CrossEntropyLoss])
def test_an_unknown_reduction(kind):
    with pytest.raises(SettingError) as caught:
        kind("average")
    assert caught.value.key == "engine.reduction"
    assert repr(kind("sum")) == f"{kind.__name__}(reduction='sum')"


def test_a_certain_mistake_has_a_large_loss_and_can_be_unlearnt():
    p = Tensor(np.array([0.0, 1.0, 0.0, 1.0]), requires_grad=True)
    out = BCELoss("none")(p, np.array([1.0, 0.0, 0.0, 1.0]))
    assert out.tolist() == [100, 100, 0, 0]
    out.sum().backward()
    assert p.grad.tolist() == [-1e12, 1e12, 1, -1]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_scores_and_probabilities_agree(dtype):
    """For moderate scores; at large ones only the loss of the scores keeps its digits."""
    scores = np.linspace(-5, 5, 11).astype(dtype)
    target = np.linspace(0, 1, 11).astype(dtype)
    of_scores = BCEWithLogitsLoss("none")(scores, target).data
    of_shares = BCELoss("none")(1 / (1 + np.exp(-scores)), target).data
    np.testing.assert_allclose(of_scores, of_shares, rtol=1e-4 if dtype == "float32" else 1e-12)
    tiny = BCEWithLogitsLoss()(np.array([-50.0]), np.array([0.0]))
    assert float(tiny) == pytest.approx(np.exp(-50), rel=1e-12)


def test_logarithms_of_softmax_give_the_cross_entropy():
    rng = np.random.default_rng(0)
    scores, labels = rng.standard_normal((2, 3, 4)), rng.integers(0, 3, (2, 4))
    by_hand = NLLLoss()(log_softmax(Tensor(scores), axis=1), labels)
    np.testing.assert_allclose(by_hand.data, CrossEntropyLoss()(scores, labels).data, rtol=1e-12)
    one_hot = np.eye(3)[labels].transpose(0, 2, 1)
    np.testing.assert_allclose(CrossEntropyLoss()(scores, one_hot).data, by_hand.data, rtol=1e-12)


@pytest.mark.parametrize("loss", [CrossEntropyLoss, NLLLoss])
def test_where_everything_is_ignored_the_mean_is_0(loss):
    scores = Tensor(np.zeros((2, 3)), requires_grad=True)
    out = loss()(scores, [-100, -100])
    out.backward()
    assert float(out) == 0
    assert not scores.grad.data.any()


def test_a_class_that_is_ignored():
    scores = np.random.default_rng(0).standard_normal((4, 3))
    some = CrossEntropyLoss(ignore_index=1)(scores, [0, 1, 2, 1])
    np.testing.assert_allclose(some.data, CrossEntropyLoss()(scores[[0, 2]], [0, 2]).data)


def test_weights_follow_the_prediction():
    weight = np.array([0.1, 0.2, 0.7])
    for dtype in ("float32", "float64"):
        loss = CrossEntropyLoss(weight=weight)
        assert loss(np.eye(3, dtype=dtype), [0, 1, 2]).dtype == dtype
        assert list(loss.state_dict()) == ["weight"]
    assert repr(CrossEntropyLoss(weight=[1, 2])) == "CrossEntropyLoss(weight=[1.0, 2.0])"


def test_a_loss_of_ones_own():
    class CubicLoss(Loss):
        def forward(self, prediction, target):
            return self.reduce((prediction - target).abs() ** 3)

    x = Tensor([1.0, 3.0], requires_grad=True)
    assert float(CubicLoss()(x, Tensor([0.0, 1.0]))) == 4.5
    assert repr(CubicLoss("sum")) == "CubicLoss(reduction='sum')"


PAIR = np.zeros((2, 3))
WRONG_USES = [
    (lambda: HuberLoss(delta=0), SettingError, "losses.number_above", "delta"),
    (lambda: SmoothL1Loss(beta=-1), SettingError, "losses.number_at_least", "beta"),
    (lambda: TripletMarginLoss(p=0.5), SettingError, "losses.number_at_least", "p"),
    (lambda: TripletMarginLoss(margin="1"), SettingError, "losses.number_above", "margin"),
    (lambda: MultiMarginLoss(p=3), SettingError, "losses.one_of", "`2`"),
    (lambda: CrossEntropyLoss(label_smoothing=2), SettingError, "layers.probability", "label_smoothing"),
    (lambda: KLDivLoss("average"), SettingError, "engine.reduction", "batchmean"),
    (lambda: CrossEntropyLoss(weight=[1, 2])(PAIR, [0, 1]), ShapeError, "engine.class_weights", "3"),
    (lambda: NLLLoss(weight=[1, 2])(PAIR, [0, 1]), ShapeError, "engine.class_weights", "(2,)"),
    (lambda: NLLLoss()(PAIR, [0, 5]), DataError, "engine.labels", "labels[1] = 5"),
    (lambda: CrossEntropyLoss()(np.zeros((1, 3, 2)), [[0, 7]]), DataError, "engine.labels", "labels[0, 1] = 7"),
    (lambda: MultiMarginLoss()(np.zeros((1, 3, 2)), [[0, 1]]), ShapeError, "engine.logits_shape", "(1, 3, 2)"),
    (lambda: BCELoss()([1.5], [1.0]), DataError, "losses.not_probabilities", "BCEWithLogitsLoss"),
    (lambda: HingeLoss()([0.5], [0.0]), DataError, "losses.signs", "2 * target - 1"),
    (lambda: CosineEmbeddingLoss()(PAIR, PAIR, PAIR), ShapeError, "losses.pair_shapes", "(2, 3)"),
    (lambda: L1Loss()(PAIR, PAIR[0]), ShapeError, "layers.target_shape", "(2, 3)"),
]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize(("wrong", "error", "key", "word"), WRONG_USES)
def test_wrong_uses(wrong, error, key, word, language):
    set_language(language)
    with pytest.raises(error) as caught:
        wrong()
    assert caught.value.key == key
    message = str(caught.value)
    assert word in message or word in message.translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789"))
