"""Attention: torch's numbers, masks, heads, wrong uses."""

import numpy as np
import pytest

import tinygrad_fa as tg
from tinygrad_fa.engine.checks import check_gradients
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language import set_language
from tinygrad_fa.language.errors import DataError, DTypeError, SettingError, ShapeError
from tinygrad_fa.layers import MultiHeadAttention, causal_mask, scaled_dot_product_attention


def numbers(*shape):
    return np.random.default_rng(0).standard_normal(shape)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_torchs_numbers(attention_case, arrays_of, dtype):
    arrays = arrays_of(attention_case)
    inputs = [Tensor(arrays[f"x{i}"].astype(dtype), requires_grad=True) for i in range(3)]
    if attention_case["layer"] == "MultiheadAttention":
        layer = MultiHeadAttention(6, 2).to(dtype)
        layer.load_state_dict({k[2:]: a for k, a in arrays.items() if k.startswith("p.")})
        out, found = layer(*inputs), dict(layer.named_parameters())
    else:
        out, found = scaled_dot_product_attention(*inputs, **attention_case["settings"]), {}
    out.backward(arrays["up0"].astype(dtype))
    pairs = {f"grad_p.{name}": p.grad for name, p in found.items()}
    pairs |= {f"grad_x{i}": x.grad for i, x in enumerate(inputs)} | {"y0": out}
    assert set(pairs) == {k for k in arrays if k.startswith(("y", "grad_"))}
    rtol, atol = (1e-9, 1e-11) if dtype == "float64" else (1e-4, 1e-5)
    for name, ours in pairs.items():
        assert ours.dtype == dtype
        np.testing.assert_allclose(ours.data, arrays[name], rtol=rtol, atol=atol, err_msg=name)


def test_gradients_with_masks(gradients_agree):
    padding = np.array([[False, False, True], [False, False, False]])

    def run(layer, x):
        return layer(x, key_padding_mask=padding, is_causal=True)

    gradients_agree(MultiHeadAttention(4, 1), numbers(2, 3, 4), run=run, max_entries=5)
    q, k, v = numbers(3, 2, 2, 3)
    mask = np.array([[False, True], [False, False]])
    assert check_gradients(lambda *x: scaled_dot_product_attention(*x, mask=mask), q, k, v, order=2)


def test_a_position_sees_nothing_of_what_comes_after():
    layer = MultiHeadAttention(4, 2)
    x = numbers(1, 5, 4).astype("float32")
    before = layer(x, is_causal=True).data
    x[0, 3:] += 1
    after, weights = layer(x, is_causal=True, need_weights=True)
    np.testing.assert_array_equal(after.data[0, :3], before[0, :3])
    assert not np.allclose(after.data[0, 3:], before[0, 3:])
    assert weights.shape == (1, 2, 5, 5) and not np.triu(weights.data, 1).any()
    np.testing.assert_allclose(weights.data.sum(-1), 1, rtol=1e-6)
    as_mask = layer(x, attn_mask=causal_mask(5)).data
    np.testing.assert_array_equal(as_mask, after.data)


def test_padding_is_as_if_it_were_not_there():
    layer = MultiHeadAttention(4, 2)
    x = numbers(2, 5, 4).astype("float32")
    padding = np.zeros((2, 5), bool)
    padding[1, 3:] = True
    masked = layer(x, key_padding_mask=padding).data
    np.testing.assert_allclose(masked[1, :3], layer(x[1:, :3]).data[0], rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(masked[0], layer(x[:1]).data[0], rtol=1e-5, atol=1e-6)


def test_causal_mask():
    assert causal_mask(3).tolist() == [
        [False, True, True],
        [False, False, True],
        [False, False, False],
    ]
    assert causal_mask(1, 3).tolist() == [[False, True, True]]


def test_dropout_in_training_only():
    layer = MultiHeadAttention(4, 2, dropout=0.5)
    x = numbers(2, 5, 4).astype("float32")
    assert not np.array_equal(layer(x).data, layer(x).data)
    layer.eval()
    np.testing.assert_array_equal(layer(x).data, layer(x).data)


def test_names_and_start():
    layer = MultiHeadAttention(4, 2)
    names = [name for name, _ in layer.named_parameters()]
    assert names == ["in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias"]
    assert not layer.in_proj_bias.data.any() and not layer.out_proj.bias.data.any()


X = np.zeros((2, 3, 4), "float32")
WRONG = [
    ((X[0],), {}, "layers.attention_shapes", ShapeError),
    ((X[..., :2],), {}, "layers.attention_shapes", ShapeError),
    ((X, X[:1], X[:1]), {}, "layers.attention_shapes", ShapeError),
    ((X, X, X[:, :2]), {}, "layers.attention_shapes", ShapeError),
    ((X.astype("int64"),), {}, "layers.whole_number_input", DTypeError),
    ((X,), {"attn_mask": np.zeros((3, 3))}, "layers.mask_dtype", DTypeError),
    ((X,), {"attn_mask": np.zeros((2, 3), bool)}, "layers.mask_shape", ShapeError),
    ((X,), {"key_padding_mask": np.zeros((3, 2), bool)}, "layers.mask_shape", ShapeError),
    ((X,), {"key_padding_mask": np.ones((2, 3), bool)}, "layers.all_masked", DataError),
]


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize(("inputs", "settings", "key", "error"), WRONG)
def test_wrong_inputs(inputs, settings, key, error, language):
    set_language(language)

    class Block(tg.Layer):
        def __init__(self):
            self.look = MultiHeadAttention(4, 2)

        def forward(self, *inputs):
            return self.look(*inputs, **settings)  # the line in the block

    with pytest.raises(error) as caught:
        Block()(*inputs)
    assert caught.value.key == key
    assert ": `look`" in str(caught.value) and "# the line in the block" in str(caught.value)


@pytest.mark.parametrize(
    ("size", "heads", "key"), [(6, 4, "layers.heads"), (6, 0, "layers.whole_number")]
)
def test_wrong_settings(size, heads, key):
    with pytest.raises(SettingError) as caught:
        MultiHeadAttention(size, heads)
    assert caught.value.key == key
