"""The transformer block against torch's, positions, causality, wrong uses."""

import json

import numpy as np
import pytest

import tinygrad_fa as tg
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import SettingError, ShapeError
from tinygrad_fa.layers import PositionalEncoding, TransformerBlock


def numbers(*shape):
    return np.random.default_rng(0).standard_normal(shape)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("number", range(3))
def test_torchs_numbers(number, dtype, golden_folder):
    case = json.loads((golden_folder / "transformer.json").read_text())["cases"][number]
    block = TransformerBlock(4, 2, 6, **case["settings"]).to(dtype)
    block.load_state_dict({name: np.array(p) for name, p in case["parameters"].items()})
    x = Tensor(np.array(case["x"], dtype), requires_grad=True)
    out = block(x, key_padding_mask=case["padding"])
    out.backward(np.array(case["upstream"], dtype))
    pairs = {"y": (out, case["y"]), "x": (x.grad, case["grad_x"])}
    for name, parameter in block.named_parameters():
        pairs[name] = parameter.grad, case["grad_parameters"][name]
    assert len(pairs) == 2 + len(case["parameters"])
    rtol, atol = (1e-9, 1e-11) if dtype == "float64" else (1e-4, 1e-5)
    for name, (ours, theirs) in pairs.items():
        assert ours.dtype == dtype
        np.testing.assert_allclose(ours.data, theirs, rtol=rtol, atol=atol, err_msg=name)


def test_a_causal_block_writes_from_left_to_right():
    block = TransformerBlock(4, 2, is_causal=True)
    x = numbers(1, 5, 4).astype("float32")
    before = block(x).data
    x[0, 3:] += 1
    np.testing.assert_array_equal(block(x).data[0, :3], before[0, :3])


def test_blocks_in_a_net():
    net = tg.Net(
        tg.Embedding(9, 4),
        PositionalEncoding(4, max_len=6),
        TransformerBlock(4, 2, dropout=0.1, norm_first=True, is_causal=True),
        TransformerBlock(4, 2, dropout=0.1, norm_first=True, is_causal=True),
        tg.LayerNorm(4),
        tg.Linear(4, 9),
    )
    out = net(np.array([[1, 2, 3], [8, 0, 1]]))
    out.sum().backward()
    assert out.shape == (2, 3, 9) and all(p.grad is not None for p in net.parameters())
    assert not np.array_equal(net(np.array([[1]])).data, net.eval()(np.array([[1]])).data)
    assert net(np.empty((0, 3), "int64")).shape == (0, 3, 9)


def test_the_waves():
    layer = PositionalEncoding(5, max_len=4)
    waves = layer(np.zeros((1, 4, 5)))
    for t in range(4):
        for i in range(5):
            angle = t / 10000 ** (i // 2 * 2 / 5)
            assert waves.data[0, t, i] == pytest.approx([np.sin, np.cos][i % 2](angle), abs=1e-12)
    assert not layer.state_dict() and layer(np.zeros((2, 3, 5), "float32")).dtype == "float32"
    assert repr(layer) == "PositionalEncoding(5, max_len=4)"
    x = Tensor(np.zeros((2, 3, 5)), requires_grad=True)
    layer(x).sum().backward()
    assert (x.grad.data == 1).all()


def test_dropout_of_the_sum():
    layer = PositionalEncoding(4, dropout=0.5)
    x = np.ones((2, 3, 4), "float32")
    assert (layer(x).data == 0).any() and not (layer.eval()(x).data == 0).any()


@pytest.mark.parametrize(
    ("shape", "key"), [((1, 5, 4), "layers.too_long"), ((3, 4), "layers.sequence_shape")]
)
def test_wrong_inputs(shape, key):
    with pytest.raises(ShapeError) as caught:
        tg.Net(place=PositionalEncoding(4, max_len=4))(np.zeros(shape, "float32"))
    assert caught.value.key == key and ": `place`" in str(caught.value)


def test_the_path_of_an_error_inside():
    with pytest.raises(ShapeError) as caught:
        tg.Net(block=TransformerBlock(4, 2))(np.zeros((2, 3, 6), "float32"))
    assert ": `block.self_attn`" in str(caught.value)


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        (lambda: TransformerBlock(6, 4), "layers.heads"),
        (lambda: TransformerBlock(4, 2, activation="tanh"), "layers.block_activation"),
        (lambda: TransformerBlock(4, 2, dropout=2), "layers.probability"),
        (lambda: PositionalEncoding(0), "layers.whole_number"),
    ],
)
def test_wrong_settings(wrong, key):
    with pytest.raises(SettingError) as caught:
        wrong()
    assert caught.value.key == key
