"""Weights in Caffe's files: by name, in old and new shapes, in both formats; what does not fit."""

import json
from pathlib import Path

import numpy as np
import pytest

from tinygrad_fa.caffe import hdf5, wire
from tinygrad_fa.caffe.blobs import array_blob, blobs_of
from tinygrad_fa.caffe.caffemodel import (
    load_caffemodel,
    model_message,
    read_blobs,
    save_caffemodel,
)
from tinygrad_fa.caffe.message import Message
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import DataError, FileError, StateError
from tinygrad_fa.layers import BatchNorm2d, Conv2d, Flatten, Linear, PReLU, ReLU
from tinygrad_fa.models import lenet
from tinygrad_fa.net import Net

WIRE = json.loads(
    (Path(__file__).parent.parent / "data" / "caffe" / "wire.json").read_text("utf-8")
)
ENDINGS = [".caffemodel", ".caffemodel.h5"]


def net_of_all_kinds(dtype="float32"):
    return Net(
        conv=Conv2d(1, 4, 3),
        bn=BatchNorm2d(4),
        act=PReLU(),
        block=Net(conv=Conv2d(4, 2, 1, bias=False), relu=ReLU()),
        flat=Flatten(),
        fc=Linear(8, 3),
    ).to(dtype)


def state(net):
    return {name: array.copy() for name, array in net.state_dict().items()}


def same(one, two):
    return list(one) == list(two) and all(np.array_equal(one[name], two[name]) for name in one)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_weights_come_back_bit_for_bit(ending, dtype, tmp_path):
    net, other = net_of_all_kinds(dtype), net_of_all_kinds(dtype)
    net(np.random.default_rng(0).standard_normal((5, 1, 4, 4)))  # moves the statistics
    path = tmp_path / f"n{ending}"
    save_caffemodel(net, path)
    report = load_caffemodel(other, path)
    wanted, found = state(net), state(other)
    for one in (wanted, found):
        one.pop("bn.num_batches_tracked")
    assert same(found, wanted)
    assert (report.missing, report.unexpected) == ([], [])
    blobs = read_blobs(path)
    names = ["conv", "bn", "bn_scale", "act", "block.conv", "fc"]
    assert sorted(blobs) == sorted(names)
    assert [blob.shape for blob in blobs["bn"]] == [(4,), (4,), (1,)]
    assert {blob.dtype for one in blobs.values() for blob in one} == {np.dtype(dtype)}


def test_a_binary_model_is_a_net_with_layers():
    message = model_message(net_of_all_kinds())
    told = [(layer.name, layer.type, len(layer.blobs)) for layer in message.layer]
    assert told == [
        ("conv", "Convolution", 2),
        ("bn", "BatchNorm", 3),
        ("bn_scale", "Scale", 2),
        ("act", "PReLU", 1),
        ("block.conv", "Convolution", 1),
        ("fc", "InnerProduct", 2),
    ]


def test_gradients_are_written_if_wanted(tmp_path):
    net = Net(fc=Linear(2, 1), rest=Linear(1, 1))
    net["fc"](np.ones((1, 2), "f4")).sum().backward()
    save_caffemodel(net, tmp_path / "n.caffemodel", diff=True)
    message = wire.read_file("NetParameter", tmp_path / "n.caffemodel")
    assert message.layer[0].blobs[0].diff.tolist() == [1, 1]
    assert not message.layer[1].blobs[0].has("diff")
    save_caffemodel(net, tmp_path / "n.caffemodel.h5", diff=True)
    with hdf5.h5py_package().File(tmp_path / "n.caffemodel.h5") as file:
        assert file["diff/fc/0"][()].tolist() == [[1, 1]]
        assert "diff/rest" not in file


def test_google_s_bytes_of_an_old_net_fit_by_name_and_shape(tmp_path):
    """V1 layers with shapes of four axes: (2, 1, 1, 2) for a convolution, (1, 1, 1, 2) bias."""
    path = tmp_path / "old.caffemodel"
    path.write_bytes(bytes.fromhex(WIRE["old"]["hex"]))
    net = Net(conv1=Conv2d(1, 2, (1, 2)), other=Linear(1, 1))
    before = state(net)
    report = load_caffemodel(net, path)
    assert net["conv1"].weight.data.tolist() == [[[[1, 2]]], [[[3, 4]]]]
    assert net["conv1"].bias.data.tolist() == [5, 6]
    assert (report.missing, report.unexpected) == (["other"], [])
    assert np.array_equal(net["other"].weight.data, before["other.weight"])


def test_the_oldest_layers_have_their_blobs_in_a_layer_inside(tmp_path):
    outer = Message("V1LayerParameter", bottom=["data"])
    inner = outer.sub("layer")
    inner.name = "fc"
    inner.blobs = [Message("BlobProto", num=1, channels=1, height=3, width=2, data=range(6))]
    inner.add("blobs", num=1, channels=1, height=1, width=3, data=[7, 8, 9])
    net = Message("NetParameter", layers=[outer])
    wire.write_file(net, tmp_path / "v0.caffemodel")
    ours = Net(fc=Linear(2, 3))
    load_caffemodel(ours, tmp_path / "v0.caffemodel")
    assert ours["fc"].weight.data.tolist() == [[0, 1], [2, 3], [4, 5]]
    assert ours["fc"].bias.data.tolist() == [7, 8, 9]


def test_extra_layers_are_ignored_and_missing_ones_kept(tmp_path):
    path = tmp_path / "n.caffemodel"
    save_caffemodel(Net(a=Linear(2, 2), b=Linear(2, 2)), path)
    net = Net(b=Linear(2, 2), c=Linear(2, 5))
    before = state(net)
    report = load_caffemodel(net, path)
    assert (report.missing, report.unexpected) == (["c"], ["a"])
    assert np.array_equal(net["b"].weight.data, read_blobs(path)["b"][0])
    assert np.array_equal(net["c"].weight.data, before["c.weight"])


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    ("key", "net"),
    [
        ("blob_shape", Net(z=Linear(2, 3), a=Linear(3, 2))),
        ("blob_shape", Net(z=Linear(2, 3), a=Linear(1, 6))),
        ("blob_count", Net(z=Linear(2, 3), a=Linear(2, 3, bias=False))),
        ("blob_count", Net(z=Linear(2, 3), no_bias=Linear(2, 3))),
        ("nothing_fits", Net(other=Linear(2, 3))),
    ],
)
def test_what_does_not_fit_is_told_and_changes_nothing(ending, key, net, tmp_path):
    path = tmp_path / f"n{ending}"
    save_caffemodel(Net(z=Linear(2, 3), a=Linear(2, 3), no_bias=Linear(2, 3, bias=False)), path)
    before = state(net)
    with pytest.raises(StateError) as caught:
        load_caffemodel(net, path)
    assert caught.value.key == f"caffe_files.{key}"
    assert same(state(net), before)
    if key == "blob_shape":
        here = net["a"].weight.shape
        assert "`a`" in str(caught.value)
        assert str(here) in str(caught.value) and "(3, 2)" in str(caught.value)


@pytest.mark.parametrize("ending", ENDINGS)
def test_shared_parameters(ending, tmp_path):
    def tied():
        net = Net(one=Linear(3, 3), two=Linear(3, 3), three=Linear(3, 3))
        net["two"].weight = net["one"].weight
        net["three"].weight, net["three"].bias = net["one"].weight, net["two"].bias
        return net

    net, other = tied(), tied()
    path = tmp_path / f"n{ending}"
    save_caffemodel(net, path)
    if ending.endswith(".h5"):  # Caffe writes a shared blob once
        assert [blob is None for blob in read_blobs(path)["two"]] == [True, False]
        assert "three" not in read_blobs(path)
    load_caffemodel(other, path)
    assert same(state(other), state(net))
    assert other["two"].weight is other["one"].weight
    apart = Net(one=Linear(3, 3), two=Linear(3, 3), three=Linear(3, 3))
    if ending.endswith(".h5"):
        with pytest.raises(StateError) as caught:
            load_caffemodel(apart, path)
        assert caught.value.key == "caffe_files.blob_count"


def test_statistics_are_divided_by_their_factor(tmp_path):
    net, path = Net(bn=BatchNorm2d(2, affine=False)), tmp_path / "n.caffemodel"
    for factor, mean in ((4.0, [0.5, 1.0]), (0.0, [0.0, 0.0])):
        message = Message("NetParameter")
        layer = message.add("layer", name="bn", type="BatchNorm")
        layer.blobs = [array_blob(np.array(b, "f4")) for b in ([2, 4], [8, 4], [factor])]
        wire.write_file(message, path)
        load_caffemodel(net, path)
        assert net["bn"].running_mean.data.tolist() == mean


def test_a_net_built_from_a_prototxt_keeps_its_definition_and_names():
    definition = Message("NetParameter", name="tiny")
    definition.add("layer", name="ip/1.5", type="InnerProduct", bottom=["data"])
    definition.add("layer", name="relu", type="ReLU", bottom=["ip/1.5"])
    net = Net(ip=Linear(2, 1), relu=ReLU())
    net.definition, net.caffe_names = definition, {"ip": "ip/1.5"}
    message = model_message(net)
    assert [layer.name for layer in message.layer] == ["ip/1.5", "relu"]
    assert len(message.layer[0].blobs) == 2 and message.layer[0].bottom == ["data"]
    assert not definition.layer[0].blobs


def test_files_without_weights(tmp_path):
    path = tmp_path / "n.caffemodel"
    path.write_bytes(b"")
    with pytest.raises(DataError) as caught:
        load_caffemodel(lenet(), path)
    assert caught.value.key == "caffe_files.no_weights"
    with pytest.raises(FileError):
        load_caffemodel(lenet(), tmp_path / "none.caffemodel")
    save_caffemodel(Net(ReLU()), tmp_path / "n.caffemodel.h5")
    with pytest.raises(DataError) as caught:
        read_blobs(tmp_path / "n.caffemodel.h5")
    assert caught.value.key == "caffe_files.no_weights"


@pytest.mark.parametrize(
    "blob",
    [
        Message("BlobProto", data=[1, 2]),
        Message("BlobProto", num=1, data=[]),
        Message("BlobProto", num=-1, channels=-1, height=1, width=2, data=[1, 2]),
        Message("BlobProto", num=2**31 - 1, channels=2**31 - 1, height=2**31 - 1, width=0),
        Message("BlobProto", shape=Message("BlobShape", dim=[2**62, 4]), data=[]),
        Message("BlobProto", shape=Message("BlobShape", dim=[3]), data=[1, 2]),
        Message("BlobProto", shape=Message("BlobShape", dim=[1] * 33), data=[1]),
    ],
)
def test_a_blob_whose_shape_does_not_go_with_its_numbers(blob, tmp_path):
    layer = Message("LayerParameter", name="fc", blobs=[blob])
    wire.write_file(Message("NetParameter", layer=[layer]), tmp_path / "n.caffemodel")
    with pytest.raises((DataError, StateError)) as caught:
        load_caffemodel(Net(fc=Linear(2, 1, bias=False)), tmp_path / "n.caffemodel")
    assert caught.value.key in ("caffe_files.blob_data", "caffe_files.blob_shape")


def hdf5_file(path, fill):
    with hdf5.h5py_package().File(path, "w") as file:
        fill(file)


def test_hdf5_files_that_are_not_what_they_claim(tmp_path):
    h5py = hdf5.h5py_package()
    path = tmp_path / "n.caffemodel.h5"

    def giant(file):
        file.create_dataset("data/fc/0", (10**6, 10**6), "f4", chunks=(1, 10), compression="gzip")

    def words(file):
        file["data/fc/0"] = "words"

    def numberless(file):
        file["data/fc/weight"] = np.zeros(1)

    def elsewhere(file):
        file["data"] = h5py.ExternalLink("/etc/hostname", "/")

    def outside(file):
        file.create_dataset("data/fc/0", (4,), "u1", external=[("/etc/hostname", 0, 4)])

    def no_group(file):
        file["data"] = np.zeros(1)

    def nothing(file):
        pass

    for fill in (giant, words, numberless, elsewhere, outside, no_group, nothing):
        hdf5_file(path, fill)
        with pytest.raises(DataError) as caught:
            load_caffemodel(Net(fc=Linear(2, 1)), path)
        assert caught.value.key == "caffe_files.bad_hdf5", fill


def test_arrays_of_samples(tmp_path):
    path, samples = tmp_path / "samples.h5", np.zeros((1000, 3), "f4")

    def fill(file):
        file.create_dataset("data", data=samples, compression="gzip")
        file["label"] = np.arange(1000)
        file.create_dataset("giant", (10**6, 10**6), "f4", chunks=(1, 10), compression="gzip")

    hdf5_file(path, fill)
    data, label = hdf5.read_arrays(path, ["data", "label"])
    assert np.array_equal(data, samples) and np.array_equal(label, np.arange(1000))
    for name in ("none", "giant", "/"):
        with pytest.raises(DataError) as caught:
            hdf5.read_arrays(path, [name])
        assert caught.value.key == "caffe_files.bad_hdf5"


def test_a_slash_in_a_layer_s_name_is_part_of_it_in_hdf5(tmp_path):
    net = Net(fc=Linear(2, 1))
    net.caffe_names = {"fc": "inception/1x1"}
    save_caffemodel(net, tmp_path / "n.caffemodel.h5")
    assert list(read_blobs(tmp_path / "n.caffemodel.h5")) == ["inception/1x1"]


def test_layers_of_one_s_own_have_blobs_too():
    class Own(Net):
        def __init__(self):
            super().__init__()
            self.factor = Tensor([1.0], requires_grad=True)

    assert [(one.name, one.type, one.paths) for one in blobs_of(Own())] == [
        ("net", "Own", ("factor",))
    ]
