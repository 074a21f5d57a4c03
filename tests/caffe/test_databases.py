"""LMDB data bases as Caffe's converters write them."""

import sys

import numpy as np
import pytest

from tinygrad_fa.caffe import load_solver, wire
from tinygrad_fa.caffe.databases import read_lmdb
from tinygrad_fa.caffe.message import Message
from tinygrad_fa.language.errors import DataError, FileError, SettingError

lmdb = pytest.importorskip("lmdb", reason="the package lmdb is not installed")


def database(path, data, keys=None):
    """Write messages, or bytes, under Caffe's keys 00000000, 00000001, …"""
    with lmdb.open(str(path), map_size=2**24) as environment, environment.begin(write=True) as to:
        for number, datum in enumerate(data):
            value = b"".join(wire.encode(datum)) if isinstance(datum, Message) else datum
            to.put((keys[number] if keys else f"{number:08}").encode(), value)
    return path


def datum(image, label=0, **fields):
    channels, height, width = image.shape
    kept = {"data": image.tobytes()} if image.dtype == "u1" else {"float_data": image.ravel()}
    return Message(
        "Datum", channels=channels, height=height, width=width, label=label, **kept, **fields
    )


IMAGES = np.random.default_rng(0).integers(0, 256, (150, 3, 4, 5), "u1")


def test_samples_come_in_the_order_of_their_keys(tmp_path):
    order = np.random.default_rng(1).permutation(len(IMAGES))
    path = database(
        tmp_path / "db",
        [datum(IMAGES[number], int(number)) for number in order],
        [f"{number:08}" for number in order],
    )
    inputs, labels = read_lmdb(path)
    assert inputs.dtype == "uint8" and labels.dtype == "int64"
    assert np.array_equal(inputs, IMAGES) and labels.tolist() == list(range(150))
    assert np.array_equal(read_lmdb(path / "data.mdb")[0], IMAGES)
    some, _ = read_lmdb(path, limit=7)
    assert np.array_equal(some, IMAGES[:7])
    read_lmdb(path)[0][:] = 0  # the arrays are ours: nothing is written back


def test_a_data_layer_trains_on_a_data_base(tmp_path):
    database(tmp_path / "train_lmdb", [datum(image, n % 3) for n, image in enumerate(IMAGES)])
    (tmp_path / "net.prototxt").write_text("""
        layer { name: "d" type: "Data" top: "data" top: "label" transform_param { scale: 0.004 }
          data_param { source: "train_lmdb" batch_size: 50 backend: LMDB } }
        layer { name: "ip" type: "InnerProduct" bottom: "data" top: "ip"
          inner_product_param { num_output: 3 } }
        layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "label" top: "loss" }
    """)
    (tmp_path / "solver.prototxt").write_text(
        'net: "net.prototxt" base_lr: 0.1 lr_policy: "fixed" max_iter: 30'
    )
    solver = load_solver(tmp_path / "solver.prototxt", progress=False)
    losses = solver.solve().loss
    assert losses[0] == pytest.approx(np.log(3), abs=1e-5)  # weights of 0
    assert losses[-1] < losses[0]


def test_fractions(tmp_path):
    images = IMAGES.astype("f4")[:3] / 7
    inputs, _ = read_lmdb(database(tmp_path / "db", [datum(image) for image in images]))
    assert inputs.dtype == "float32" and np.array_equal(inputs, images)


@pytest.mark.parametrize(
    ("key", "data"),
    [
        ("datum_encoded", [datum(IMAGES[0], encoded=True)]),
        ("datum_shape", [datum(IMAGES[0]), Message("Datum", channels=3, data=b"123")]),
        ("datum_shape", [Message("Datum", channels=-1, height=-1, width=3, data=b"123")]),
        ("datum_shape", [Message("Datum")]),
        ("datum_differs", [datum(IMAGES[0]), datum(IMAGES[0, :, :2])]),
        ("datum_differs", [datum(IMAGES[0]), datum(IMAGES[0].astype("f4"))]),
        ("cut_off", [b"\x22\x7fabc"]),
        ("no_samples", []),
    ],
)
def test_samples_that_cannot_be_used(key, data, tmp_path):
    with pytest.raises(DataError) as caught:
        read_lmdb(database(tmp_path / "db", data))
    assert caught.value.key == f"caffe_files.{key}"
    assert str(tmp_path / "db") in str(caught.value)


def test_what_is_no_data_base(tmp_path):
    with pytest.raises(FileError) as caught:
        read_lmdb(tmp_path)
    assert caught.value.key == "caffe_files.no_database"
    (tmp_path / "data.mdb").write_bytes(b"no data base" * 1000)
    with pytest.raises(FileError) as caught:
        read_lmdb(tmp_path)
    assert caught.value.key == "caffe_files.bad_database"


def test_a_data_base_that_is_cut_off_is_no_crash(tmp_path):
    path = database(tmp_path / "db", [datum(image) for image in IMAGES]) / "data.mdb"
    data = path.read_bytes()
    for kept in (0.9, 0.5, 0.2):
        path.write_bytes(data[: int(kept * len(data))])
        with pytest.raises(FileError) as caught:
            read_lmdb(path)
        assert caught.value.key == "caffe_files.bad_database"


def test_without_the_package_the_error_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "lmdb", None)
    with pytest.raises(SettingError, match="pip install"):
        read_lmdb(tmp_path)
