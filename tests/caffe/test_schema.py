"""The table of Caffe's messages is Caffe's own."""

import json
from pathlib import Path

import pytest

from tinygrad_fa.caffe.message import Message
from tinygrad_fa.caffe.schema import enums, message_type, message_types

DATA = Path(__file__).parent.parent / "data" / "caffe"


def test_the_fields_of_a_solver_are_those_of_caffe():
    recorded = json.loads((DATA / "solver_parameter_fields.json").read_text())
    fields = message_type("SolverParameter").fields
    assert len(recorded) == len(fields) == 42
    for fact in recorded:
        field = fields[fact["name"]]
        assert field.number == fact["number"]
        assert field.repeated == (fact["label"] == "repeated")
        assert field.type == fact["type"]
        if not field.repeated and not field.is_message:
            assert field.explicit_default == fact["explicit_default"]
            default = fact["default"]  # a float stands there as its float32
            is_float = isinstance(default, float)
            assert field.default == (pytest.approx(default, rel=1e-7) if is_float else default)


def test_every_message_is_that_of_the_compiled_caffe_proto():
    """Recorded from protoc's descriptor: number, type, label, whether packed, default."""
    recorded = json.loads((DATA / "schema.json").read_text())
    ours = {
        name: {
            field.name: [
                field.number,
                field.type,
                field.repeated,
                field.packed,
                field.default if field.explicit_default else None,
            ]
            for field in kind.fields.values()
        }
        for name, kind in message_types().items()
    }
    assert ours == recorded["messages"]
    assert enums() == recorded["enums"]


def test_an_unset_field_is_zero_empty_or_the_first_word():
    reduction = message_type("ReductionParameter").fields
    assert (reduction["axis"].default, reduction["operation"].default) == (0, "SUM")
    transform = message_type("TransformationParameter").fields
    assert transform["mean_file"].default == ""
    assert message_type("NetStateRule").fields["phase"].default == "TRAIN"
    assert message_type("Datum").fields["data"].default == b""


def test_no_field_is_hidden_by_what_a_message_can_do():
    taken = {name for name in dir(Message) if not name.startswith("__")}
    for kind in message_types().values():
        assert not taken & set(kind.fields)
