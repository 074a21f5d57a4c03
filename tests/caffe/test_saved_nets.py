"""A net that came from a prototxt is saved with its text, and made again without the file."""

from __future__ import annotations

import json

import numpy as np
import pytest

import tinygrad_fa as tg
from tinygrad_fa import saving
from tinygrad_fa.caffe import load_net
from tinygrad_fa.language.errors import DataError

DEPLOY = """name: "small"
layer { name: "data" type: "Input" top: "data"
        input_param { shape { dim: 1 dim: 3 dim: 8 dim: 8 } } }
layer { name: "conv" type: "Convolution" bottom: "data" top: "conv"
        convolution_param { num_output: 4 kernel_size: 3 } }
layer { name: "relu" type: "ReLU" bottom: "conv" top: "conv" }
layer { name: "ip" type: "InnerProduct" bottom: "conv" top: "ip"
        inner_product_param { num_output: 2 } }
"""
TRAINED = """name: "digits"
layer { name: "data" type: "Data" top: "data" top: "label"
        data_param { source: "train_lmdb" batch_size: 4 backend: LMDB } }
layer { name: "ip" type: "InnerProduct" bottom: "data" top: "ip"
        inner_product_param { num_output: 10 bias_term: false weight_filler { type: "xavier" } } }
layer { name: "drop" type: "Dropout" bottom: "ip" top: "ip" dropout_param { dropout_ratio: 0.3 } }
layer { name: "acc" type: "Accuracy" bottom: "ip" bottom: "label" top: "acc"
        include { phase: TEST } }
layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "label" top: "loss" }
"""


def net_of(text, tmp_path, *place, **more):
    (tmp_path / "net.prototxt").write_text(text, encoding="utf-8")
    return load_net(tmp_path / "net.prototxt", *place, **more)


def test_a_deploy_net(tmp_path):
    net = net_of(DEPLOY, tmp_path)
    net.save(tmp_path / "net")
    made = tg.load_net(tmp_path / "net")
    x = np.random.default_rng(0).random((2, 3, 8, 8)).astype("f")
    assert repr(made) == repr(net)
    assert np.array_equal(made(x).numpy(), net(x).numpy())


@pytest.mark.parametrize("phase", ["TRAIN", "TEST"])
def test_a_net_with_data_and_losses(tmp_path, phase):
    net = net_of(TRAINED, tmp_path, phase, data="mnist")
    net.save(tmp_path / "net")
    made = tg.load_net(tmp_path / "net")
    assert repr(made) == repr(net)
    assert (made.phase, made.loss_weights) == (phase, {"loss": 1.0})
    x, y = np.random.default_rng(0).random((4, 1, 28, 28)).astype("f"), np.arange(4)
    ours, theirs = net.eval()(x, y), made.eval()(x, y)
    assert {name: one.numpy() for name, one in ours.items()} == {
        name: one.numpy() for name, one in theirs.items()
    }


def test_a_text_that_asks_for_too_much(tmp_path):
    net = net_of(DEPLOY, tmp_path)
    net.save(tmp_path / "net")
    saved = saving.load(tmp_path / "net")
    told = json.loads(saved.metadata["tinygrad_fa"])
    settings = told["net"]["layer"]["settings"]
    settings["text"] = settings["text"].replace("num_output: 2", "num_output: 2000000000")
    saving.save(saved.tensors, tmp_path / "bad", {"tinygrad_fa": json.dumps(told)})
    with pytest.raises(DataError) as caught:
        tg.load_net(tmp_path / "bad")
    assert caught.value.key == "loading.too_large"
