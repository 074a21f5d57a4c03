"""A message keeps what it is given, knows its defaults, and refuses what it cannot hold."""

import copy
import pickle

import numpy as np
import pytest

from tinygrad_fa.caffe.message import Message, as_fields
from tinygrad_fa.language.errors import DataError


def test_an_absent_field_has_its_default_and_stays_absent():
    solver = Message("SolverParameter", base_lr=0.01)
    assert (solver.base_lr, solver.momentum2, solver.test_iter) == (0.01, 0.999, [])
    assert solver.has("base_lr") and not solver.has("momentum2") and not solver.has("test_iter")
    assert solver.net_param.name == "" and not solver.has("net_param")
    solver.sub("net_param").name = "LeNet"
    assert solver.net_param.name == "LeNet"
    solver.clear("base_lr")
    assert solver.base_lr == 0.0


def test_words_of_an_enum_by_word_or_number():
    pooling = Message("PoolingParameter", pool=1)
    assert pooling.pool == "AVE"
    pooling.pool = "MAX"
    assert as_fields(pooling) == {"pool": "MAX"}


def test_equal_when_the_same_fields_are_set_in_any_order():
    one = Message("NetParameter", name="n")
    layer = one.add("layer", name="l")
    layer.add("blobs", data=[1.0, np.nan])
    two = one.copy()
    assert one == two
    two.layer[0].name = "m"
    assert one != two and one.layer[0].name == "l"
    assert one != Message("NetParameter", name="n") and one != "n"
    assert Message("SolverParameter", gamma=1, power=2) == Message(
        "SolverParameter", power=2, gamma=1
    )


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("SolverParameter", "max_iter", 2**31),
        ("SolverParameter", "max_iter", 1.0),
        ("SolverParameter", "max_iter", True),
        ("SolverParameter", "base_lr", "0.1"),
        ("SolverParameter", "test_iter", 3),
        ("SolverParameter", "test_iter", ["3"]),
        ("SolverParameter", "type", b"SGD"),
        ("SolverParameter", "debug_info", 1),
        ("SolverParameter", "solver_mode", "TPU"),
        ("SolverParameter", "solver_mode", 7),
        ("SolverParameter", "net_param", Message("NetState")),
        ("LRNParameter", "local_size", -1),
        ("Datum", "data", "text"),
        ("BlobProto", "data", ["text"]),
    ],
)
def test_a_value_that_a_field_cannot_hold(kind, field, value):
    with pytest.raises(DataError) as caught:
        setattr(Message(kind), field, value)
    assert caught.value.key == "caffe_files.wrong_value"
    assert field in str(caught.value)


def test_an_unknown_field_names_the_one_spelt_most_alike():
    with pytest.raises(DataError, match="momentum"):
        Message("SolverParameter", momentun=0.9)
    with pytest.raises(DataError):
        Message("SolverParameter").has("momentun")
    assert not hasattr(Message("NetState"), "named_parameters")
    with pytest.raises(KeyError):
        Message("NoSuchParameter")


def test_copies_and_pickles():
    solver = Message("SolverParameter", base_lr=0.5, test_iter=[1, 2])
    solver.add("test_net_param").add("layer", name="a")
    for twin in (copy.deepcopy(solver), copy.copy(solver), pickle.loads(pickle.dumps(solver))):  # noqa: S301
        assert twin == solver and twin is not solver
    deep = copy.deepcopy(solver)
    deep.test_net_param[0].layer[0].name = "b"
    assert solver.test_net_param[0].layer[0].name == "a"
