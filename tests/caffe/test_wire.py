"""Binary messages: Google's bytes both ways, odd but legal forms, and damaged bytes."""

import json
import struct
import time
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinygrad_fa.caffe import wire, wire_reader
from tinygrad_fa.caffe.message import Message
from tinygrad_fa.caffe.schema import message_types
from tinygrad_fa.language.errors import DataError, FileError

DATA = Path(__file__).parent.parent / "data" / "caffe"
CASES = json.loads((DATA / "wire.json").read_text("utf-8"))


def plain(message):
    """The fields of a message in the notation of the recorded ones."""

    def one(value):
        if isinstance(value, Message):
            return plain(value)
        return value.hex() if isinstance(value, bytes) else value

    told = {}
    for field, value in message.set_fields():
        if field.array:
            told[field.name] = [float(str(number)) for number in value]
        else:
            told[field.name] = [one(v) for v in value] if field.repeated else one(value)
    return told


def written(message):
    return b"".join(wire.encode(message))


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_bytes_of_google_s_library_are_read_and_written_the_same(case):
    data = bytes.fromhex(case["hex"])
    message = wire.decode(case["kind"], data)
    assert plain(message) == case["fields"]
    assert written(message) == data


def test_unknown_fields_are_kept_word_for_word():
    message = wire.decode("NetState", bytes.fromhex(CASES["unknown"]["hex"]))
    assert message.level == 1
    assert [len(field) for field in message.unknown] == [4, 6, 6, 10]


def test_numbers_come_packed_or_not():
    shape = wire.decode("BlobShape", b"\x08\x02\x08\x03\x0a\x02\x04\x05")
    assert shape.dim == [2, 3, 4, 5]
    solver = wire.decode("SolverParameter", b"\x1a\x03\x01\x80\x01\x18\x07")
    assert solver.test_iter == [1, 128, 7]
    loss = wire.decode("LayerParameter", b"\x2a\x08" + struct.pack("<2f", 1, 0.5))
    assert loss.loss_weight == [1, 0.5]


def test_arrays_come_packed_or_not_or_in_pieces():
    one_by_one = b"".join(b"\x2d" + struct.pack("<f", i) for i in range(1000))
    packed = b"\x2a\x0c" + struct.pack("<3f", 7, 8, 9)
    blob = wire.decode("BlobProto", one_by_one + b"\x08\x01" + packed + one_by_one[:10])
    assert blob.data.tolist() == [*range(1000), 7, 8, 9, 0, 1]
    assert blob.num == 1
    datum = Message("Datum", float_data=np.arange(300))
    assert written(datum)[:5] == b"\x35" + bytes(4)
    assert wire.decode("Datum", written(datum)).float_data.tolist() == list(range(300))
    double = wire.decode("BlobProto", b"\x41" + struct.pack("<d", 0.1))
    assert double.double_data.tolist() == [0.1]


def test_of_a_field_that_is_there_twice_the_last_counts_and_messages_are_merged():
    assert wire.decode("NetState", b"\x10\x01\x10\x02").level == 2
    twice = b"\xca\x01\x05\x0a\x01a\x28\x01" + b"\xca\x01\x03\x0a\x01b"
    net = wire.decode("SolverParameter", twice).net_param
    assert (net.name, net.force_backward) == ("b", True)


def test_what_does_not_fit_a_field_is_kept_unread_as_google_does():
    state = wire.decode("NetState", b"\x08\x07" + b"\x12\x01a")  # phase 7; level as a string
    assert (state.phase, state.level) == ("TEST", 0)
    assert state.unknown == [b"\x08\x07", b"\x12\x01a"]


def test_whole_numbers_keep_to_their_sizes():
    wide = b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"
    assert wire.decode("NetState", b"\x10" + wide).level == -1
    assert wire.decode("LRNParameter", b"\x08" + wide).local_size == 2**32 - 1
    assert wire.decode("NetParameter", b"\x28" + wide).force_backward is True
    assert written(Message("NetState", level=-1)) == b"\x10" + wide


def test_text_that_is_no_utf_8_can_still_be_shown():
    assert wire.decode("NetParameter", b"\x0a\x03a\xffb").name == r"a\xffb"


def test_a_number_too_large_for_a_float_is_infinite():
    assert wire.decode("SolverParameter", written(Message("SolverParameter", base_lr=1e39))) == (
        Message("SolverParameter", base_lr=float("inf"))
    )


DAMAGED = [
    ("cut_off", 2, "NetState", b"\x10\x01\x1a\x05abc"),
    ("cut_off", 0, "NetParameter", b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\x7fabc"),
    ("cut_off", 0, "SolverParameter", b"\x2d\x00\x00"),
    ("cut_off", 3, "SolverParameter", b"\xca\x01\x04\x0a\x09ab"),
    ("number_cut_off", 1, "NetState", b"\x10\x80"),
    ("number_cut_off", 0, "NetState", b"\x80"),
    ("number_too_long", 1, "NetState", b"\x10" + b"\x80" * 20),
    ("no_such_number", 0, "NetState", b"\x00\x01"),
    ("no_such_number", 0, "NetState", b"\xf8\xff\xff\xff\xff\x01\x01"),
    ("group", 0, "NetState", b"\x0b\x10\x01\x0c"),
    ("group", 0, "NetState", b"\x0c"),
    ("no_such_form", 0, "NetParameter", b'name: "LeNet"'),
    ("no_such_form", 0, "BlobProto", b"\x29" + bytes(8)),
    ("uneven", 0, "BlobProto", b"\x2a\x05" + bytes(5)),
    ("number_cut_off", 2, "BlobShape", b"\x0a\x01\x80"),
]


@pytest.mark.parametrize(("key", "offset", "kind", "data"), DAMAGED)
def test_damaged_bytes_are_told_with_their_place(key, offset, kind, data):
    with pytest.raises(DataError) as caught:
        wire.decode(kind, data, "some.file")
    assert caught.value.key == f"caffe_files.{key}"
    assert caught.value.values["offset"] == offset
    assert "some.file" in str(caught.value) and str(offset) in str(caught.value)


def test_a_file_of_a_million_tiny_fields_is_refused(monkeypatch):
    monkeypatch.setattr(wire_reader, "MOST_VALUES", 1000)
    for kind, data in [
        ("NetParameter", b"\xa2\x06\x00" * 2000),
        ("BlobShape", b"\x0a\x80\x10" + bytes(2048)),
        ("NetState", b"\xf8\x3f\x01" * 2000),
        ("BlobProto", b"\x2a\x00" * 2000),
    ]:
        with pytest.raises(DataError) as caught:
            wire.decode(kind, data)
        assert caught.value.key == "caffe_files.too_many"


def test_messages_hold_each_other_without_circles_so_nothing_nests_for_ever():
    def depth(kind, above=()):
        assert kind not in above
        inside = {f.type for f in message_types()[kind].fields.values() if f.is_message}
        return 1 + max((depth(one, (*above, kind)) for one in inside), default=0)

    assert max(map(depth, message_types())) <= 6


def test_any_cut_of_a_file_is_an_error_or_a_shorter_message():
    data = bytes.fromhex(CASES["net"]["hex"])
    whole = 0
    for end in range(len(data)):
        try:
            wire.decode("NetParameter", data[:end])
            whole += 1
        except DataError:
            pass
    assert whole < 5


@given(st.binary(max_size=200), st.sampled_from(sorted(message_types())))
@settings(max_examples=300, deadline=None)
def test_any_bytes_give_a_message_or_a_clear_error(data, kind):
    try:
        message = wire.decode(kind, data)
    except DataError:
        return
    again = wire.decode(kind, written(message))
    assert written(again) == written(message)


def test_a_large_model_is_read_quickly_and_without_copies(tmp_path):
    layers = 10
    net = Message("NetParameter", name="large")
    numbers = np.arange(1_300_000, dtype="f4")
    for i in range(layers):
        net.add("layer", name=f"fc{i}").add("blobs", data=numbers).sub("shape").dim = [1300, 1000]
    path = tmp_path / "large.caffemodel"
    wire.write_file(net, path)
    size = path.stat().st_size
    assert size > 50e6
    del net
    tracemalloc.start()
    start = time.perf_counter()
    read = wire.read_file("NetParameter", path)
    seconds = time.perf_counter() - start
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert np.array_equal(read.layer[9].blobs[0].data, numbers)
    assert peak < 1.1 * size
    assert seconds < 2


def test_a_file_that_is_not_there_or_cannot_be_read(tmp_path):
    with pytest.raises(FileError) as caught:
        wire.read_file("NetParameter", tmp_path / "none.caffemodel")
    assert caught.value.key == "caffe_files.no_file"
    with pytest.raises(FileError) as caught:
        wire.read_file("NetParameter", tmp_path)
    assert caught.value.key == "caffe_files.cannot_read"
    with pytest.raises(FileError):
        wire.write_file(Message("NetParameter"), tmp_path / "no" / "folder.caffemodel")
