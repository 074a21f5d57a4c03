"""Weights and states of nets that a prototxt describes: BatchNorm, Scale, sharing, odd names."""

import numpy as np
import pytest

from tinygrad_fa import caffe
from tinygrad_fa.caffe import wire
from tinygrad_fa.caffe.caffemodel import read_blobs
from tinygrad_fa.caffe.solverstate import read_solverstate
from tinygrad_fa.language.errors import StateError

LAYERS = """
layer { name: "conv/1.5" type: "Convolution" bottom: "data" top: "conv"
  convolution_param { num_output: 4 kernel_size: 3 weight_filler { type: "xavier" } } }
layer { name: "bn" type: "BatchNorm" bottom: "conv" top: "conv" }
layer { name: "scale" type: "Scale" bottom: "conv" top: "conv" scale_param { bias_term: true } }
layer { name: "act" type: "PReLU" bottom: "conv" top: "conv" prelu_param { channel_shared: true } }
layer { name: "ip1" type: "InnerProduct" bottom: "conv" top: "ip1" param { name: "w" }
  inner_product_param { num_output: 16 weight_filler { type: "xavier" } } }
layer { name: "ip2" type: "InnerProduct" bottom: "ip1" top: "ip2" param { name: "w" }
  inner_product_param { num_output: 16 weight_filler { type: "xavier" } } }
layer { name: "out" type: "InnerProduct" bottom: "ip2" top: "out"
  inner_product_param { num_output: 3 weight_filler { type: "xavier" } } }
layer { name: "loss" type: "SoftmaxWithLoss" bottom: "out" bottom: "label" top: "loss" }
"""
RNG = np.random.default_rng(0)
DATA = RNG.integers(0, 256, (20, 1, 4, 4)).astype("u1"), RNG.integers(0, 3, 20)


def solver(folder, seed=0, more=""):
    data = """
    name: "odd"
    layer { name: "d" type: "Data" top: "data" top: "label"
      transform_param { scale: 0.004 } data_param { source: "x" batch_size: 10 } }
    """
    (folder / "net.prototxt").write_text(data + LAYERS)
    (folder / "solver.prototxt").write_text(
        f"""net: "net.prototxt" base_lr: 0.1 momentum: 0.9 lr_policy: "fixed" max_iter: 4
        random_seed: {seed} snapshot_prefix: "{folder}/snap" {more}"""
    )
    return caffe.load_solver(folder / "solver.prototxt", DATA, progress=False)


@pytest.mark.parametrize("layout", ["BINARYPROTO", "HDF5"])
def test_weights_and_history_come_back_bit_for_bit(layout, tmp_path):
    one = solver(tmp_path, more=f"snapshot_format: {layout}")
    one.solve()
    ending = ".h5" if layout == "HDF5" else ""
    path = tmp_path / f"snap_iter_4.solverstate{ending}"
    two = solver(tmp_path, seed=1, more=f"snapshot_format: {layout}")
    two.restore(path)
    assert two.iteration == 4
    for name, array in one.net.state_dict().items():
        assert np.array_equal(array, two.net.state_dict()[name]), name
    mine, theirs = one.parameters.state_dict(), two.parameters.state_dict()
    for name, array in mine["velocity"].items():
        assert np.array_equal(array, theirs["velocity"][name]), name
    assert mine["velocity"] and any(array.any() for array in mine["velocity"].values())
    # In the order of the layers; BatchNorm's three statistics, and the shared blob once.
    shapes = [blob.shape for blob in read_solverstate(path).history]
    assert [s for s in shapes if s not in ((1,), ())] == [
        (4, 1, 3, 3), (4,), (4,), (4,), (4,), (4,), (16, 16), (16,), (16,), (3, 16), (3,),
    ]  # fmt: skip
    assert len(shapes) == 13


def test_a_model_holds_the_whole_net_with_caffe_s_names(tmp_path):
    one = solver(tmp_path)
    one.solve()
    path = tmp_path / "snap_iter_4.caffemodel"
    net = wire.read_file("NetParameter", path)
    told = {layer.name: (layer.type, len(layer.blobs)) for layer in net.layer}
    assert (net.name, told["conv/1.5"], told["bn"], told["act"]) == (
        "odd", ("Convolution", 2), ("BatchNorm", 3), ("PReLU", 1)
    )  # fmt: skip
    assert told["loss"] == ("SoftmaxWithLoss", 0)
    blobs = read_blobs(path)
    assert np.array_equal(blobs["ip1"][0], blobs["ip2"][0])
    assert float(blobs["bn"][2][0]) == pytest.approx(sum(0.999**k for k in range(4)))


def test_a_shape_that_differs_names_the_layer(tmp_path):
    one = solver(tmp_path)
    one.solve()
    text = LAYERS.replace("num_output: 3 ", "num_output: 5 ")
    deploy = 'input: "data" input_dim: 1 input_dim: 1 input_dim: 4 input_dim: 4' + text.replace(
        'layer { name: "loss" type: "SoftmaxWithLoss" bottom: "out" bottom: "label" top: "loss" }',
        "",
    )
    (tmp_path / "deploy.prototxt").write_text(deploy)
    with pytest.raises(StateError, match="`out`"):
        caffe.load_net(tmp_path / "deploy.prototxt", weights=tmp_path / "snap_iter_4.caffemodel")
    (tmp_path / "deploy.prototxt").write_text(deploy.replace("num_output: 5 ", "num_output: 3 "))
    net = caffe.load_net(tmp_path / "deploy.prototxt", weights=tmp_path / "snap_iter_4.caffemodel")
    assert net(np.zeros((1, 1, 4, 4), "f4")).shape == (1, 3)
