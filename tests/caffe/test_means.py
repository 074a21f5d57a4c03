"""Mean images: Google's bytes, both ways, and files that are none."""

import json
from pathlib import Path

import numpy as np
import pytest

from tinygrad_fa.caffe import wire
from tinygrad_fa.caffe.means import read_mean, write_mean
from tinygrad_fa.caffe.message import Message
from tinygrad_fa.language.errors import DataError, FileError, ShapeError

WIRE = json.loads(
    (Path(__file__).parent.parent / "data" / "caffe" / "wire.json").read_text("utf-8")
)


def test_the_bytes_are_those_of_google_s_library(tmp_path):
    path = tmp_path / "mean.binaryproto"
    data = bytes.fromhex(WIRE["mean"]["hex"])
    path.write_bytes(data)
    mean = read_mean(path)
    assert mean.tolist() == [[[1, 2]], [[3, 4]], [[5, 6]]] and mean.dtype == "float32"
    write_mean(mean, path)
    assert path.read_bytes() == data


def test_a_mean_with_a_shape_of_three_axes_and_in_float64(tmp_path):
    shape = Message("BlobShape", dim=[1, 2, 2])
    wire.write_file(Message("BlobProto", shape=shape, double_data=[1, 2, 3, 4]), tmp_path / "m")
    assert read_mean(tmp_path / "m").tolist() == [[[1, 2], [3, 4]]]


def test_files_that_are_no_mean(tmp_path):
    path = tmp_path / "m"
    blob = Message("BlobProto", num=2, channels=1, height=1, width=1, data=[1, 2])
    wire.write_file(blob, path)
    with pytest.raises(DataError) as caught:
        read_mean(path)
    assert caught.value.key == "caffe_files.no_mean"
    path.write_bytes(b"")
    with pytest.raises(DataError):
        read_mean(path)
    with pytest.raises(FileError):
        read_mean(tmp_path / "none")
    with pytest.raises(ShapeError):
        write_mean(np.zeros((2, 2)), path)
