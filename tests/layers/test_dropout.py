"""Dropout: the right share, the right size, the same again from the same state."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinygrad_fa import randomness
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import SettingError, ShapeError
from tinygrad_fa.layers import Dropout, Dropout2d


def test_the_statistics(dropout_case):
    told = dropout_case["settings"]
    out = Dropout(told["p"])(np.ones(told["n"])).data
    zeros = (out == 0).mean()
    assert abs(zeros - told["expected_zero_fraction"]) < 5 * told["sd_of_zero_fraction_for_n"]
    assert abs(out.mean() - told["expected_mean"]) < 10 * told["sd_of_zero_fraction_for_n"]
    assert set(np.unique(out)) == {0.0, told["keep_value"]}


@given(p=st.floats(0, 1))
def test_every_entry_is_dropped_or_grown(p):
    x = Tensor(np.full((8, 9), 3.0), requires_grad=True)
    out = Dropout(p)(x)
    grown = 3.0 / (1 - p) if p < 1 else 0.0
    assert np.all((out.data == 0) | np.isclose(out.data, grown, rtol=1e-12))
    out.sum().backward()
    np.testing.assert_allclose(x.grad.data * 3, out.data, rtol=1e-12)  # the same mask


@pytest.mark.parametrize(("p", "kept"), [(0, 1.0), (1, 0.0)])
def test_the_edges(p, kept):
    np.testing.assert_array_equal(Dropout(p)(np.ones(100)).data, kept)


def test_nothing_happens_in_eval_mode():
    layer = Dropout(0.9).eval()
    before = randomness.get_state()
    x = Tensor(np.ones(10))
    assert layer(x) is x
    assert randomness.get_state() == before


def test_the_same_seed_drops_the_same():
    layer, x = Dropout(0.5), np.ones(100)
    randomness.manual_seed(7)
    first, second = layer(x).data, layer(x).data
    randomness.manual_seed(7)
    np.testing.assert_array_equal(layer(x).data, first)
    np.testing.assert_array_equal(layer(x).data, second)
    assert (first != second).any()


def test_a_saved_state_repeats_the_draws():
    layer, x = Dropout(0.3), np.ones(51, "float32")  # an odd number leaves half a word behind
    layer(x)
    state = json.loads(json.dumps(randomness.get_state()))
    expected = [layer(x).data for _ in range(3)]
    randomness.manual_seed(99)
    randomness.set_state(state)
    for array in expected:
        np.testing.assert_array_equal(layer(x).data, array)


def test_the_dtype_stays():
    assert Dropout(0.5)(np.ones(3, "float32")).dtype == np.float32


@pytest.mark.parametrize("p", [-0.1, 1.5, float("nan"), True, "0.5", None])
def test_what_is_no_probability(p):
    with pytest.raises(SettingError) as caught:
        Dropout(p)
    assert caught.value.key == "layers.probability"


def test_whole_channels_are_dropped():
    x = Tensor(np.ones((20, 30, 2, 3)), requires_grad=True)
    layer = Dropout2d(0.25)
    out = layer(x)
    per_channel = out.data.reshape(20, 30, 6)
    assert (per_channel == per_channel[..., :1]).all()
    assert set(np.unique(per_channel)) == {0.0, 1 / 0.75}
    assert abs((per_channel[..., 0] == 0).mean() - 0.25) < 5 * np.sqrt(0.25 * 0.75 / 600)
    out.sum().backward()
    np.testing.assert_array_equal(x.grad.data, out.data)
    np.testing.assert_array_equal(layer.eval()(x).data, x.data)
    assert repr(layer) == "Dropout2d(p=0.25)"
    with pytest.raises(ShapeError) as caught:
        layer(np.ones((3, 4)))
    assert caught.value.key == "engine.image_shape"
