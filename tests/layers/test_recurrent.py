"""Recurrent layers: torch's numbers, step by step by hand, directions, states, wrong uses."""

import numpy as np
import pytest

import tinygrad_fa as tg
from tinygrad_fa import layers
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language import set_language
from tinygrad_fa.language.errors import DTypeError, SettingError, ShapeError
from tinygrad_fa.layers import GRU, LSTM, RNN

KINDS = [RNN, LSTM, GRU]
EACH = pytest.mark.parametrize("kind", KINDS)


def sequence(*shape):
    return np.random.default_rng(0).standard_normal(shape)


def parts(result):
    """Return (output, states …) as a flat list."""
    output, state = result
    return [output, *(state if isinstance(state, tuple) else [state])]


def run_golden(case, arrays, dtype):
    settings = {k: v for k, v in case["settings"].items() if k != "gate_order"}
    layer = getattr(layers, case["layer"])(**settings).to(dtype)
    layer.load_state_dict({k[4:]: a for k, a in arrays.items() if k.startswith("p.m.")})
    inputs = [
        Tensor(arrays[k].astype(dtype), requires_grad=True)
        for k in ("x0", "x1", "x2")
        if k in arrays
    ]
    state = inputs[1] if len(inputs) == 2 else tuple(inputs[1:])
    outputs = parts(layer(inputs[0], state))
    sum((y * arrays[f"up{i}"].astype(dtype)).sum() for i, y in enumerate(outputs)).backward()
    pairs = {f"y{i}": (y.data, arrays[f"y{i}"]) for i, y in enumerate(outputs)}
    for i, x in enumerate(inputs):
        pairs[f"grad_x{i}"] = x.grad.data, arrays[f"grad_x{i}"]
    for name, parameter in layer.named_parameters():
        pairs[f"grad_p.m.{name}"] = parameter.grad.data, arrays[f"grad_p.m.{name}"]
    assert set(pairs) == {k for k in arrays if k.startswith(("y", "grad_"))}
    return pairs


def test_torchs_numbers(recurrent_case, arrays_of):
    arrays = arrays_of(recurrent_case)
    for name, (ours, theirs) in run_golden(recurrent_case, arrays, "float64").items():
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-11, err_msg=name)
    for name, (ours, theirs) in run_golden(recurrent_case, arrays, "float32").items():
        assert ours.dtype == "float32", name
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5, err_msg=name)


def test_by_hand():
    """One unit, one input, weights 1 and no bias: the state is tanh(x + h)."""
    layer = RNN(1, 1, bias=False)
    for parameter in layer.parameters():
        parameter.data = [[1.0]]
    output, state = layer(np.array([0.5, -1.0], "float32").reshape(2, 1, 1))
    first = np.tanh(0.5)
    np.testing.assert_allclose(output.data.ravel(), [first, np.tanh(first - 1)], rtol=1e-6)
    assert state.data.ravel() == output.data.ravel()[-1]


@EACH
def test_shapes_and_names(kind):
    layer = kind(3, 4, num_layers=2, bidirectional=True)
    output, state = layer(sequence(5, 2, 3).astype("float32"))
    states = state if isinstance(state, tuple) else (state,)
    assert output.shape == (5, 2, 8) and {s.shape for s in states} == {(4, 2, 4)}
    names = [name for name, _ in layer.named_parameters()]
    assert names[:4] == ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"]
    assert names[4] == "weight_ih_l0_reverse" and len(names) == 16
    assert layer.weight_ih_l1.shape == (layer.gates * 4, 8)
    bound = 1 / np.sqrt(4)
    assert all(np.abs(p.data).max() <= bound for p in layer.parameters())


@EACH
def test_the_reverse_walk_is_the_walk_along_the_reversed_sequence(kind):
    both, one = kind(3, 4, bidirectional=True), kind(3, 4)
    state = both.state_dict()
    one.load_state_dict({k[:-8]: a for k, a in state.items() if k.endswith("_reverse")})
    x = sequence(5, 2, 3).astype("float32")
    output, last = parts(both(x))[:2]
    back, back_last = parts(one(x[::-1].copy()))[:2]
    np.testing.assert_array_equal(output.data[:, :, 4:], back.data[::-1])
    np.testing.assert_array_equal(last.data[1], back_last.data[0])


@EACH
def test_a_walk_can_be_continued(kind):
    layer = kind(3, 4, num_layers=2)
    x = sequence(6, 2, 3).astype("float32")
    whole, end = layer(x)
    first, state = layer(x[:2])
    rest, rest_end = layer(x[2:], state)
    np.testing.assert_allclose(np.concatenate([first.data, rest.data]), whole.data, rtol=1e-5)
    for ours, theirs in zip(parts((rest, rest_end))[1:], parts((whole, end))[1:]):
        np.testing.assert_allclose(ours.data, theirs.data, rtol=1e-5)


@EACH
def test_batch_first(kind):
    one, two = kind(3, 4), kind(3, 4, batch_first=True)
    two.load_state_dict(one.state_dict())
    x = sequence(5, 2, 3).astype("float32")
    expected, found = parts(one(x)), parts(two(x.transpose(1, 0, 2)))
    np.testing.assert_array_equal(expected[0].data, found[0].data.transpose(1, 0, 2))
    np.testing.assert_array_equal(expected[1].data, found[1].data)


@EACH
def test_dropout_between_layers(kind):
    layer = kind(3, 4, num_layers=2, dropout=0.5)
    x = sequence(5, 2, 3).astype("float32")
    first, second = layer(x)[0].data, layer(x)[0].data
    assert not np.array_equal(first, second)
    layer.eval()
    np.testing.assert_array_equal(layer(x)[0].data, layer(x)[0].data)
    plain = kind(3, 4, num_layers=2).eval()
    plain.load_state_dict(layer.state_dict())
    np.testing.assert_array_equal(plain(x)[0].data, layer(x)[0].data)


def test_repr():
    assert repr(LSTM(3, 4)) == "LSTM(3, 4)"
    assert repr(RNN(3, 4, 2, "relu", batch_first=True)) == (
        "RNN(3, 4, num_layers=2, batch_first=True, nonlinearity='relu')"
    )


@EACH
def test_in_a_chain_of_layers(kind):
    """Without its state a recurrent layer hands its output on; with it the error says so."""
    silent, layer = kind(3, 4, return_state=False), kind(3, 4)
    layer.load_state_dict(silent.state_dict())
    x, last = sequence(5, 2, 3).astype("float32"), tg.Linear(4, 2)
    out = tg.Net(silent, last)(x)
    np.testing.assert_array_equal(out.data, last(layer(x)[0]).data)
    assert len(tg.Net(tg.ReLU(), layer)(x)) == 2  # at the end it may give both
    for language in ("en", "fa"):
        set_language(language)
        with pytest.raises(SettingError) as caught:
            tg.Net(tg.ReLU(), memory=layer, last=last)(x)
        assert caught.value.key == "net.several_results"
        message = str(caught.value)
        for word in ("`memory`", f"({kind.__name__})", "`last`", "return_state=False"):
            assert word in message


X = np.zeros((5, 2, 3), "float32")
WRONG = {
    "layers.sequence_shape": (lambda: LSTM(3, 4), (X[0],), ShapeError),
    "layers.no_steps": (lambda: GRU(3, 4), (X[:0],), ShapeError),
    "layers.state_pair": (lambda: LSTM(3, 4), (X, np.zeros((1, 2, 4))), ShapeError),
    "layers.state_shape": (lambda: GRU(3, 4), (X, np.zeros((2, 2, 4))), ShapeError),
    "layers.whole_number_input": (lambda: RNN(3, 4), (X.astype(int),), DTypeError),
}


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize("key", WRONG)
def test_wrong_inputs(key, language):
    set_language(language)
    make, inputs, error = WRONG[key]

    class Reader(tg.Layer):
        def __init__(self):
            self.memory = make()

        def forward(self, *inputs):
            return self.memory(*inputs)  # the line in the reader

    with pytest.raises(error) as caught:
        Reader()(*inputs)
    message = str(caught.value)
    assert caught.value.key == key
    assert ": `memory`" in message and "# the line in the reader" in message


def test_wrong_features_with_batch_first():
    with pytest.raises(ShapeError) as caught:
        LSTM(3, 4, batch_first=True)(np.zeros((2, 5, 7), "float32"))
    assert "(N, T, input_size)" in str(caught.value) and "(2, 5, 7)" in str(caught.value)


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        (lambda: LSTM(0, 4), "layers.whole_number"),
        (lambda: GRU(3, 4, num_layers=0), "layers.whole_number"),
        (lambda: RNN(3, 4, nonlinearity="sigmoid"), "layers.nonlinearity"),
        (lambda: LSTM(3, 4, dropout=0.5), "layers.dropout_between"),
        (lambda: LSTM(3, 4, num_layers=2, dropout=1.5), "layers.probability"),
    ],
)
def test_wrong_settings(wrong, key):
    with pytest.raises(SettingError) as caught:
        wrong()
    assert caught.value.key == key
