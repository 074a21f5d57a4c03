"""Reading and writing prototxt: what is understood, and where what is not is said to be."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinygrad_fa.caffe.message import Message
from tinygrad_fa.caffe.schema import message_type
from tinygrad_fa.caffe.text import MAX_BYTES, parse_text, read_text
from tinygrad_fa.caffe.writing import number, quoted, to_text, write_text
from tinygrad_fa.language.errors import DataError, FileError
from tinygrad_fa.solver.checks import as_float32

FILES = sorted((Path(__file__).parent.parent / "data" / "caffe" / "prototxt").glob("*.prototxt"))


def kind_of(path):
    return "SolverParameter" if "solver" in path.name else "NetParameter"


def read(text, kind="SolverParameter"):
    return parse_text(text, kind)


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("base_lr: 1", "base_lr", 1.0),
        ("base_lr: 1.f", "base_lr", 1.0),
        ("base_lr: .5F", "base_lr", 0.5),
        ("base_lr: 1e-3", "base_lr", as_float32(1e-3)),
        ("base_lr: - 2.5", "base_lr", -2.5),
        ("base_lr: 0x10", "base_lr", 16.0),
        ("base_lr: inf", "base_lr", math.inf),
        ("base_lr: -Infinity", "base_lr", -math.inf),
        ("base_lr: 1e39", "base_lr", math.inf),
        ("max_iter: 0x1F", "max_iter", 31),
        ("max_iter: 010", "max_iter", 8),
        ("max_iter: -3", "max_iter", -3),
        ("random_seed: 9223372036854775807", "random_seed", 2**63 - 1),
        ("debug_info: t", "debug_info", True),
        ("debug_info: 0", "debug_info", False),
        ("snapshot_format: HDF5", "snapshot_format", "HDF5"),
        ("snapshot_format: 0", "snapshot_format", "HDF5"),
        ('net: "a" \'b"\' # and more\n "c"', "net", 'ab"c'),
        (r'net: "\101\x42\n\t\\\"\'"', "net", "AB\n\t\\\"'"),
        (r'net: "\331\204"', "net", "ل"),
        ('net: "شبکه.prototxt"', "net", "شبکه.prototxt"),
        ("test_iter: 1 test_iter: [2, 3], test_iter: []; test_iter: 4", "test_iter", [1, 2, 3, 4]),
    ],
)
def test_values(text, field, value):
    assert getattr(read(text), field) == value


def test_nan():
    assert math.isnan(read("base_lr: nan").base_lr)


@pytest.mark.parametrize(
    "text",
    [
        'net_param { layer { name: "a" } layer { name: "b" } }',
        'net_param: { layer: { name: "a" } layer: { name: "b" } }',
        'net_param < layer < name: "a" > layer { name: "b" } >',
        'net_param { layer [ { name: "a" }, < name: "b" > ] };',
        '# comment\nnet_param{layer{name:"a",}layer{name:"b";}}# end',
        '\ufeffnet_param\r\n{ layer { name : "a" } layer{ name:"b"} }',
    ],
)
def test_messages(text):
    assert [layer.name for layer in read(text).net_param.layer] == ["a", "b"]


def test_arrays():
    blob = parse_text("data: 1 data: [2, 3.5] data: -1e-2 shape { dim: 4 }", "BlobProto")
    assert blob.data.tolist() == [1.0, 2.0, 3.5, as_float32(-0.01)]
    assert blob.shape.dim == [4]


@pytest.mark.parametrize(
    ("text", "key", "line", "column"),
    [
        ("base_lr: 1\n  base_lrr: 2", "no_such_field", 2, 3),
        ("base_lr: 1\nbase_lr: 2", "field_twice", 2, 1),
        ('net_param { name: "x" }\nnet_param { }', "field_twice", 2, 1),
        ("net: 3", "wrong_type", 1, 6),
        ('max_iter: "3"', "wrong_type", 1, 11),
        ("max_iter: 3.5", "wrong_type", 1, 11),
        ("max_iter: 08", "wrong_type", 1, 11),
        ("base_lr: fast", "wrong_type", 1, 10),
        ("base_lr: " + "1" * 401, "wrong_type", 1, 10),
        ("max_iter: " + "1" * 401, "wrong_type", 1, 11),
        ("debug_info: maybe", "wrong_type", 1, 13),
        ("max_iter: 2147483648", "number_range", 1, 11),
        ("net_param { layer { convolution_param { num_output: -1 } } }", "number_range", 1, 54),
        ("solver_mode: GPUU", "unknown_word", 1, 14),
        ("solver_mode: 7", "unknown_word", 1, 14),
        ('net: "abc\n"', "open_string", 1, 6),
        (r'net: "\q"', "bad_escape", 1, 6),
        (r'net: "\777"', "bad_escape", 1, 6),
        (r'net: "\377"', "not_utf8", 1, 6),
        ("base_lr: 5x", "bad_number", 1, 10),
        ("base_lr: 1.2.3", "bad_number", 1, 10),
        ("base_lr = 1", "bad_character", 1, 9),
        ("نرخ: 1", "bad_character", 1, 1),
        ("base_lr 1", "expected", 1, 9),
        ("net_param 5", "expected", 1, 11),
        ("net_param: 5", "expected", 1, 12),
        ("} base_lr: 1", "expected", 1, 1),
        ("net_param { name: 'x' >", "expected", 1, 23),
        ("test_iter: [1 2]", "expected", 1, 15),
        ("test_iter: [1, 2", "early_end", 1, 17),
        ("base_lr:", "early_end", 1, 9),
        ("net_param {\n layer {\n", "unclosed", 2, 8),
        ("[extension]: 1", "expected", 1, 1),
    ],
)
def test_errors_say_where(text, key, line, column):
    with pytest.raises(DataError) as caught:
        parse_text(text, "SolverParameter", "mine.prototxt")
    assert caught.value.key == f"caffe.{key}"
    assert str(caught.value).startswith(f"mine.prototxt:{line}:{column}: ")


def test_a_hint_names_what_is_spelt_alike():
    with pytest.raises(DataError, match="Did you mean `base_lr`"):
        read("bas_lr: 1")
    with pytest.raises(DataError, match="Did you mean `GPU`"):
        read("solver_mode: gpu")


def test_a_net_in_the_place_of_a_solver_is_known():
    with pytest.raises(DataError, match="here the file of a solver is due"):
        read('name: "LeNet" layer { name: "data" }')


@pytest.mark.parametrize(
    "text",
    ["net_param {" * 100_000, "layer { " * 50_000, "[" * 100_000, "net_param { layer {" * 1000],
)
def test_deep_nesting_is_refused_at_once(text):
    with pytest.raises(DataError):
        read(text)


def test_long_words_are_not_repeated_in_full():
    with pytest.raises(DataError) as caught:
        read("a" * 1_000_000 + ": 1")
    assert len(str(caught.value)) < 1000


def test_files_that_are_no_text(tmp_path):
    path = tmp_path / "net.prototxt"
    path.write_bytes(b'net: "a"\nbase_lr\xff')
    with pytest.raises(DataError) as caught:
        read_text(path, "SolverParameter")
    assert caught.value.key == "caffe.not_utf8"
    assert f"{path}:2:8:" in str(caught.value)
    with pytest.raises(FileError):
        read_text(tmp_path / "missing.prototxt", "SolverParameter")
    with open(path, "wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(DataError) as caught:
        read_text(path, "SolverParameter")
    assert caught.value.key == "data.too_large"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_written_is_read_again(path, tmp_path):
    message = read_text(path, kind_of(path))
    assert message.set_fields()
    text = to_text(message)
    assert read(text, kind_of(path)) == message
    write_text(message, tmp_path / "copy.prototxt")
    assert read_text(tmp_path / "copy.prototxt", kind_of(path)) == message


def test_the_form_of_caffe():
    message = read(
        "type: 'Adam' base_lr: 1e-3 test_iter: [100,50] net_param { layer { name: 'a' "
        "convolution_param { pad: 2 bias_term: false } top: 'b' } } delta: 1e-8"
    )
    assert to_text(message) == (
        "test_iter: 100\ntest_iter: 50\nbase_lr: 0.001\nnet_param {\n  layer {\n"
        '    name: "a"\n    top: "b"\n    convolution_param {\n      bias_term: false\n'
        '      pad: 2\n    }\n  }\n}\ndelta: 1e-08\ntype: "Adam"\n'
    )


def test_numbers_of_binary_files_are_written_short():
    assert number(as_float32(0.1)) == "0.1"
    assert number(100000.0) == "100000"
    assert (number(math.nan), number(-math.inf), number(1e40)) == ("nan", "-inf", "inf")
    assert quoted('a"\n\x01ش') == '"a\\"\\n\\001ش"'


# Any message --------------------------------------------------------------------------------

FLOATS = st.floats(width=32, allow_nan=False)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)


def values(field):
    if field.values is not None:
        return st.sampled_from(sorted(field.values))
    if field.is_message:
        return messages(field.type)
    return {
        "float": FLOATS,
        "double": st.floats(allow_nan=False),
        "bool": st.booleans(),
        "string": WORDS,
        "bytes": st.binary(max_size=5),
        "int32": st.integers(-(2**31), 2**31 - 1),
        "uint32": st.integers(0, 2**32 - 1),
        "int64": st.integers(-(2**63), 2**63 - 1),
        "uint64": st.integers(0, 2**64 - 1),
    }[field.type]


@st.composite
def messages(draw, kind):
    fields = sorted(message_type(kind).fields.values(), key=lambda field: field.number)
    message = Message(kind)
    for field in draw(st.lists(st.sampled_from(fields), max_size=3, unique_by=lambda f: f.name)):
        one = values(field)
        value = draw(st.lists(one, min_size=1, max_size=2) if field.repeated else one)
        setattr(message, field.name, value)
    return message


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_every_message_survives_its_text(data):
    kind = data.draw(st.sampled_from(["SolverParameter", "NetParameter", "LayerParameter"]))
    message = data.draw(messages(kind))
    assert parse_text(to_text(message), kind) == message
