"""Damaged and hostile binary files: always a clear error or a sensible result, never more.

Real files (a model, an old model, a solver's state, a mean image, samples) are changed at random:
bits turned, bytes replaced by lengths and keys that hurt, parts cut out, doubled and exchanged.
"""

from __future__ import annotations

import json
import time
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from tinygrad_fa.caffe import wire
from tinygrad_fa.caffe.caffemodel import load_caffemodel
from tinygrad_fa.caffe.means import read_mean
from tinygrad_fa.caffe.message import Message
from tinygrad_fa.caffe.solverstate import read_solverstate
from tinygrad_fa.language.errors import TinygradError
from tinygrad_fa.layers import BatchNorm1d, Conv2d, Linear
from tinygrad_fa.net import Net

WIRE = json.loads(
    (Path(__file__).parent.parent / "data" / "caffe" / "wire.json").read_text("utf-8")
)
# Lengths and keys that hurt: the longest there are, a group, a packed array, empty messages.
HURTFUL = [
    b"\xff\xff\xff\xff\x07",
    b"\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
    b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
    b"\x80" * 12,
    b"\x00",
    b"\x0b",
    b"\x2a\xff\xff\x03",
    b"\xa2\x06\x00" * 5,
    b"\xa2\x06\x02\x3a\x00",
    b"\x0a\x09" + b"\xff" * 8 + b"\x7f",
    b"\x08\xff\xff\xff\xff\x07\x10\xff\xff\xff\xff\x07\x18\x00",
]
MOST_MEMORY = 20e6  # bytes, for files of less than 10 kB


def model():
    net = Message("NetParameter", name="net")
    for name, shapes in (("fc", [(3, 2), (3,)]), ("bn", [(3,), (3,), (1,)])):
        layer = net.add("layer", name=name, type="InnerProduct", bottom=["data"], top=[name])
        layer.sub("inner_product_param").num_output = 3
        for shape in shapes:
            blob = layer.add("blobs", data=np.ones(int(np.prod(shape))))
            blob.sub("shape").dim = list(shape)
    return net


@pytest.fixture
def readers(tmp_path):
    """For each seed: its bytes, and what a user does with such a file."""
    path = tmp_path / "file"

    def from_file(read):
        def run(data):
            path.write_bytes(data)
            return read(path)

        return run

    def load(place):
        net = Net(fc=Linear(2, 3), bn=BatchNorm1d(3, affine=False), conv1=Conv2d(1, 2, (1, 2)))
        return load_caffemodel(net, place)

    def decode(kind):
        return lambda data: wire.encode(wire.decode(kind, data))

    seeds = [(b"".join(wire.encode(model())), from_file(load))]
    special = {"old": load, "state": read_solverstate, "mean": read_mean}
    for name, case in WIRE.items():
        run = from_file(special[name]) if name in special else decode(case["kind"])
        seeds.append((bytes.fromhex(case["hex"]), run))
    return seeds


def mutated(data, rng):
    """Change some bytes in one to four random ways."""
    data = bytearray(data)
    for _ in range(rng.integers(1, 5)):
        place, other = sorted(rng.integers(0, len(data) + 1, 2))
        way = rng.integers(0, 7)
        if way == 0 and data:
            data[place % len(data)] ^= 1 << int(rng.integers(8))
        elif way == 1 and data:
            data[place % len(data)] = int(rng.integers(256))
        elif way == 2:
            data[place:place] = HURTFUL[rng.integers(len(HURTFUL))]
        elif way == 3:
            del data[place:other]
        elif way == 4:
            data[place:place] = data[place:other]
        elif way == 5:
            data[place:other] = rng.bytes(int(other - place))
        else:
            hurt = HURTFUL[rng.integers(len(HURTFUL))]
            data[place : place + len(hurt)] = hurt
        del data[10_000:]
    return bytes(data)


def fuzz(readers, count, seed):
    """Read `count` damaged files; return how many were refused."""
    rng, refused = np.random.default_rng(seed), 0
    for data, read in readers:  # what is imported and remembered at the first time is no matter
        read(data)
    with pytest.raises(TinygradError, match="damaged"):
        readers[0][1](b"\x0b")
    tracemalloc.start()
    try:
        for number in range(count):
            data, read = readers[number % len(readers)]
            damaged = mutated(data, rng)
            tracemalloc.reset_peak()
            before, start = tracemalloc.get_traced_memory()[0], time.perf_counter()
            try:
                read(damaged)
            except TinygradError as error:
                refused += 1
                _ = str(error)
            except BaseException as error:
                raise AssertionError(damaged.hex()) from error
            assert tracemalloc.get_traced_memory()[1] - before < MOST_MEMORY, damaged.hex()
            assert time.perf_counter() - start < 5, damaged.hex()
    finally:
        tracemalloc.stop()
    return refused


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # of NaN and infinite numbers in arrays
def test_damaged_files_give_clear_errors(readers):
    assert 500 < fuzz(readers, 2_000, seed=0) < 2_000


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_hundred_thousand_damaged_files_give_clear_errors(readers):
    assert 25_000 < fuzz(readers, 100_000, seed=1) < 100_000
