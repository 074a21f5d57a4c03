"""Embedding: torch's numbers, rows named twice, padding, numbers outside the vocabulary."""

import numpy as np
import pytest

import tinygrad_fa as tg
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language import set_language
from tinygrad_fa.language.errors import DTypeError, IndexRangeError, SettingError
from tinygrad_fa.layers import Embedding


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_torchs_numbers(embedding_case, arrays_of, dtype):
    arrays = arrays_of(embedding_case)
    layer = Embedding(**embedding_case["settings"]).to(dtype)
    layer.load_state_dict({"weight": arrays["p.weight"]})
    out = layer(arrays["x0"].astype("int64"))
    out.backward(arrays["up0"].astype(dtype))
    assert out.dtype == layer.weight.grad.dtype == dtype
    rtol, atol = (1e-9, 1e-11) if dtype == "float64" else (1e-4, 1e-5)
    np.testing.assert_allclose(out.data, arrays["y0"], rtol=rtol, atol=atol)
    np.testing.assert_allclose(
        layer.weight.grad.data, arrays["grad_p.weight"], rtol=rtol, atol=atol
    )


def test_it_is_the_product_with_one_hot_vectors():
    rng = np.random.default_rng(0)
    layer = Embedding(50, 8).to("float64")
    index, upstream = rng.integers(0, 50, (30, 7)), rng.standard_normal((30, 7, 8))
    out = layer(index)
    out.backward(upstream)
    one_hot = np.eye(50)[index]
    np.testing.assert_array_equal(out.data, one_hot @ layer.weight.data)
    due = np.einsum("ntv,ntd->vd", one_hot, upstream)
    np.testing.assert_allclose(layer.weight.grad.data, due, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("index", [[1, 0], np.array([1, 0], "uint8"), Tensor(np.array([1, 0]))])
def test_kinds_of_input(index):
    layer = Embedding(3, 2)
    assert layer(index).tolist() == layer.weight.data[[1, 0]].tolist()


def test_an_empty_list():
    assert Embedding(3, 2)([]).shape == (0, 2)


def test_padding():
    layer = Embedding(4, 3, padding_idx=1)
    assert not layer.weight.data[1].any() and layer.weight.data[0].any()
    layer([0, 1, 1]).sum().backward()
    assert layer.weight.grad.tolist() == [[1.0] * 3, [0.0] * 3, [0.0] * 3, [0.0] * 3]
    assert (
        repr(layer) == "Embedding(4, 3, padding_idx=1)"
        and repr(Embedding(4, 3)) == "Embedding(4, 3)"
    )


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize(
    ("index", "found"), [([[0, 1], [7, 2]], "index[1, 0] = 7"), ([-1], "[0] = -1")]
)
def test_outside_the_vocabulary(index, found, language):
    set_language(language)
    net = tg.Net(words=Embedding(4, 3))
    with pytest.raises(IndexRangeError) as caught:
        net(np.array(index))
    message = str(caught.value)
    assert caught.value.key == "layers.vocabulary" and found in message
    assert ": `words`" in message and "net(np.array(index))" in message


def test_fractions_name_no_row():
    with pytest.raises(DTypeError) as caught:
        Embedding(4, 3)(np.array([1.0, 2.0]))
    assert caught.value.key == "engine.index_dtype"


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        (lambda: Embedding(0, 3), "layers.whole_number"),
        (lambda: Embedding(3, 3, padding_idx=3), "layers.padding_idx"),
        (lambda: Embedding(3, 3, padding_idx=-1), "layers.whole_number"),
    ],
)
def test_wrong_settings(wrong, key):
    with pytest.raises(SettingError) as caught:
        wrong()
    assert caught.value.key == key
