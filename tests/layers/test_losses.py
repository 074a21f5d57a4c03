"""Losses: stable, and strict about targets."""

import numpy as np
import pytest

from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language import set_language
from tinygrad_fa.language.errors import DataError, DTypeError, SettingError, ShapeError
from tinygrad_fa.layers import CrossEntropyLoss, MSELoss


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_cross_entropy_at_scores_of_a_thousand(dtype):
    scores = Tensor(np.array([[1000.0, -1000.0, 0.0], [-1000.0, 1000.0, 1000.0]], dtype), True)
    loss = CrossEntropyLoss("none")(scores, [1, 2])
    np.testing.assert_allclose(loss.data, [2000.0, np.log(2)], rtol=1e-6)
    assert loss.dtype == dtype
    loss.sum().backward()
    np.testing.assert_allclose(scores.grad.data, [[1, -1, 0], [0, 0.5, -0.5]], atol=1e-6)


@pytest.mark.parametrize("labels", [np.uint8([0, 2]), np.int32([0, 2]), [0, 2], (0, 2)])
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
