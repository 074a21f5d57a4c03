"""Nets saved and made again: every kind of layer, every way to put them together, every trick."""

from __future__ import annotations

import json
import tracemalloc
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tinygrad_fa as tg
from tinygrad_fa import randomness, saving
from tinygrad_fa.caffe.net import CaffeNet
from tinygrad_fa.language import set_language
from tinygrad_fa.language.errors import DataError, SettingError, StateError, TinygradError
from tinygrad_fa.layers import description
from tinygrad_fa.layers.building import build
from tinygrad_fa.layers.description import describe, known_kinds
from tinygrad_fa.models import CharacterModel
from tinygrad_fa.solver import Solver
from tinygrad_fa.solver.optimizers import Adam, Optimizer
from tinygrad_fa.solver.schedules import Schedule, StepDecay, WarmupCosineDecay

rows, images, sequences, words = (4, 6), (2, 4, 9, 9), (3, 5, 6), "words"
sizes, yes = st.integers(1, 5), st.booleans()
small = st.floats(0.01, 0.9)
plain = {  # kinds that take any shape, with strategies for their settings
    "ReLU": {}, "ReLU6": {}, "SELU": {}, "SiLU": {}, "Sigmoid": {}, "Tanh": {}, "Mish": {},
    "Hardsigmoid": {}, "Hardswish": {}, "LogSigmoid": {}, "Softsign": {},
    "ELU": {"alpha": small}, "LeakyReLU": {"negative_slope": small}, "Softplus": {"beta": small},
    "GELU": {"approximate": st.sampled_from(["none", "tanh"])}, "Dropout": {"p": small},
    "Hardtanh": {"min_val": st.floats(-2, -1), "max_val": st.floats(1, 2)},
    "Softmax": {"dim": st.sampled_from([0, 1, -1])}, "LogSoftmax": {"dim": st.just(0)},
    "PReLU": {"num_parameters": st.sampled_from([1, 6]), "init": small},
    "Flatten": {"start_dim": st.sampled_from([0, 1])},
    "Linear": {"in_features": st.just(6), "out_features": sizes, "bias": yes},
    "RMSNorm": {"normalized_shape": st.just(6), "elementwise_affine": yes},
    "LayerNorm": {"normalized_shape": st.just(6), "elementwise_affine": yes, "bias": yes},
    "BatchNorm1d": {"num_features": st.just(6), "momentum": st.none() | small, "affine": yes},
}  # fmt: skip
of_images = {
    "Conv2d": {
        "in_channels": st.just(4), "out_channels": st.sampled_from([4, 8]),
        "kernel_size": st.sampled_from([1, 3, (2, 3)]), "stride": st.sampled_from([1, (2, 1)]),
        "padding": st.integers(0, 2), "dilation": st.integers(1, 2),
        "groups": st.sampled_from([1, 2, 4]), "bias": yes,
    },
    "ConvTranspose2d": {
        "in_channels": st.just(4), "out_channels": st.sampled_from([2, 4]),
        "kernel_size": st.sampled_from([2, 3]), "stride": st.just(2),
        "output_padding": st.integers(0, 1), "groups": st.sampled_from([1, 2]), "bias": yes,
    },
    "MaxPool2d": {
        "kernel_size": st.sampled_from([2, (3, 2)]), "stride": st.none() | st.integers(1, 3),
        "padding": st.integers(0, 1), "ceil_mode": yes,
    },
    "AvgPool2d": {"kernel_size": st.just(3), "ceil_mode": yes, "count_include_pad": yes},
    "AdaptiveAvgPool2d": {"output_size": st.sampled_from([1, (2, 3)])},
    "GlobalAvgPool": {"keepdims": yes}, "GlobalMaxPool": {"keepdims": yes},
    "BatchNorm2d": {"num_features": st.just(4), "eps": small, "track_running_stats": yes},
    "GroupNorm": {"num_groups": st.sampled_from([1, 2, 4]), "num_channels": st.just(4)},
    "InstanceNorm2d": {"num_features": st.just(4), "affine": yes},
    "LRN": {"size": st.sampled_from([3, 5]), "k": small}, "Dropout2d": {"p": small},
    "Upsample": {"scale_factor": st.sampled_from([2, (2, 3)]), "mode": st.just("bilinear")},
}  # fmt: skip
recurrent = {
    "input_size": st.just(6), "hidden_size": sizes, "num_layers": st.integers(1, 2), "bias": yes,
    "batch_first": yes, "bidirectional": yes, "return_state": yes,
}  # fmt: skip
of_sequences = {
    "Conv1d": {"in_channels": st.just(5), "out_channels": sizes, "kernel_size": st.just(2)},
    "InstanceNorm1d": {"num_features": st.just(5), "affine": yes},
    "RNN": {**recurrent, "nonlinearity": st.sampled_from(["relu", "tanh"])},
    "LSTM": {**recurrent, "num_layers": st.just(2), "dropout": small},
    "GRU": recurrent,
    "MultiHeadAttention": {
        "embed_dim": st.just(6), "num_heads": st.sampled_from([1, 3]), "dropout": st.just(0) | small
    },
    "TransformerBlock": {
        "embed_dim": st.just(6), "num_heads": st.just(2), "feedforward_dim": st.none() | sizes,
        "activation": st.sampled_from(["relu", "gelu"]), "norm_first": yes, "dropout": small,
    },
    "PositionalEncoding": {"embed_dim": st.just(6), "max_len": st.integers(5, 9)},
}  # fmt: skip
of_words = {
    "Embedding": {
        "num_embeddings": st.just(7), "embedding_dim": sizes, "padding_idx": st.none() | st.just(2)
    }
}  # fmt: skip
of_pairs = {
    "Bilinear": {
        "in1_features": st.just(6), "in2_features": st.just(6), "out_features": sizes, "bias": yes
    }
}  # fmt: skip
CASES = [
    (name, shape, told)
    for shape, kinds in (
        (rows, plain), (images, of_images), (sequences, of_sequences), (words, of_words),
        ("pair", of_pairs),
    )
    for name, told in kinds.items()
]  # fmt: skip
CONTAINERS = {"Sequential", "Net", "Residual", "Concat", "Add"}
CONTAINERS |= {CharacterModel.__name__, CaffeNet.__name__}
ABSTRACT = {"Layer", "Loss"}


def inputs_for(shape):
    rng = np.random.default_rng(0)
    if shape == words:
        return [rng.integers(0, 7, (2, 3))]
    if shape == "pair":
        return [rng.standard_normal(rows).astype("f") for _ in range(2)]
    return [rng.standard_normal(shape).astype("f")]


def outputs(layer, inputs):
    results = layer.eval()(*inputs)
    results = results if isinstance(results, tuple) else [results]
    flat = []
    for one in results:
        flat += one if isinstance(one, tuple) else [one]
    return [one.numpy() for one in flat if one is not None]


def again(layer):
    """Return the layer as it comes out of a file."""
    told = json.loads(json.dumps(describe(layer)))
    state = layer.state_dict()
    made = build(told, sum(array.size for array in state.values()))
    made.load_state_dict(state)
    return made


def assert_same(made, layer, *inputs):
    assert repr(made) == repr(layer)
    assert describe(made) == describe(layer)
    saved, read = layer.state_dict(), made.state_dict()
    assert list(saved) == list(read)
    assert all(np.array_equal(saved[name], read[name]) for name in saved)
    for one, other in zip(outputs(layer, inputs), outputs(made, inputs), strict=True):
        assert np.array_equal(one, other, equal_nan=True) and one.dtype == other.dtype


def saved_and_loaded(net, tmp_path, **more):
    net.save(tmp_path / "net.safetensors", **more)
    return tg.load_net(tmp_path / "net.safetensors")


# Every kind


def test_every_kind_of_layer_is_tried():
    losses = {name for name, kind in known_kinds().items() if issubclass(kind, tg.Loss)}
    tried = {name for name, _, _ in CASES}
    ours = {n for n, kind in known_kinds().items() if kind.__module__.startswith("tinygrad_fa")}
    assert ours - losses == tried | CONTAINERS | ABSTRACT - {"Loss"}


@pytest.mark.parametrize(("name", "shape", "told"), CASES, ids=[name for name, _, _ in CASES])
def test_every_kind_of_layer_is_made_again(name, shape, told):
    @settings(max_examples=12, deadline=None)
    @given(st.fixed_dictionaries({}, optional=told), st.fixed_dictionaries(told))
    def check(some, every):
        required = {k: every[k] for k in every if k not in some}
        kind = known_kinds()[name]
        for arguments in (every, {**required, **some}):
            layer = kind(**arguments)
            for tensor in layer.parameters():
                tensor.data = np.random.default_rng(1).standard_normal(tensor.shape)
            assert_same(again(layer), layer, *inputs_for(shape))

    check()


@pytest.mark.parametrize(
    "name", sorted(n for n, kind in known_kinds().items() if issubclass(kind, tg.Loss))
)
def test_every_loss_is_made_again(name):
    kind = known_kinds()[name]
    loss = kind()
    assert repr(again(loss)) == repr(loss)
    for argument, value in {"weight": np.array([0.5, 2.0]), "margin": 0.3, "delta": 0.7}.items():
        try:
            loss = kind(**{argument: value})
        except TypeError:
            continue
        made = again(loss)
        found = getattr(made, argument)
        assert np.array_equal(found.numpy() if hasattr(found, "numpy") else found, value)


def test_changed_settings_count():
    layer = tg.Dropout()
    layer.p = 0.2
    assert again(layer).p == 0.2
    block = tg.TransformerBlock(6, 2, dropout=0.1)
    block.self_attn.dropout.p = 0.7  # inside a layer that makes its own
    made = again(block)
    assert made.self_attn.dropout.p == 0.7
    assert_same(made, block, inputs_for(sequences)[0])


# Nets


@pytest.mark.parametrize("layer", [tg.MaxPool2d(3, 2), tg.AvgPool2d(kernel_size=3, stride=2)])
def test_settings_have_their_names_also_where_a_class_inherits_them(layer):
    settings = describe(layer)["layer"]["settings"]
    assert (settings["kernel_size"], settings["stride"]) == (
        {"tuple": [3, 3]}, {"tuple": [2, 2]},
    )  # fmt: skip


def test_a_net_in_sequence(tmp_path):
    net = tg.Net(tg.Linear(6, 8), tg.ReLU(), tg.Dropout(0.3), out=tg.Linear(8, 3), name="small")
    net.out = tg.Linear(8, 5, bias=False)
    made = saved_and_loaded(net, tmp_path)
    assert type(made) is tg.Net and made.name == "small" and made.trained_with is None
    assert_same(made, net, *inputs_for(rows))
    del net.out
    assert_same(saved_and_loaded(net, tmp_path), net, *inputs_for(rows))


def test_a_net_wired_as_a_graph(tmp_path):
    shared = tg.Linear(6, 6)
    net = tg.Net.graph(
        inputs=("x", "y"),
        outputs=("both", "z"),
        a=("x", shared),
        b=("y", shared),
        z=("a", tg.ReLU()),
        again=("z", tg.Dropout(0.2), "z"),
        both=("z", "b", tg.Concat(axis=-1)),
        name="wired",
    )
    made = saved_and_loaded(net, tmp_path)
    x = inputs_for(rows)[0]
    assert_same(made, net, x, 2 * x)
    assert made["a"] is made["b"] and made["a"] is not shared


def test_containers_in_containers():
    way = tg.Sequential(tg.Conv2d(4, 4, 3, padding=1), tg.ReLU(), tg.BatchNorm2d(4))
    net = tg.Net(
        tg.Residual(way, shortcut=tg.Conv2d(4, 4, 1)),
        tg.ReLU(),
        tg.Concat(tg.Conv2d(4, 2, 1), tg.Conv2d(4, 3, 1), axis=1),
        tg.Add(tg.Conv2d(5, 2, 1), tg.Conv2d(5, 2, 1)),
    )
    setattr(net[2], "1", tg.Conv2d(4, 3, 1, bias=False))
    net[0].shortcut = tg.Conv2d(4, 4, 1, bias=False)
    net[0].layer.extra = tg.Linear(2, 2)  # one that no constructor knows of
    assert_same(again(net), net, *inputs_for(images))


def test_a_layer_in_two_places_stays_one():
    shared = tg.Linear(6, 6)
    net = tg.Net(shared, tg.ReLU(), tg.Sequential(shared, tg.Tanh()), shared)
    made = again(net)
    assert made[0] is made[3] and made[0] is made["2.0"]
    assert_same(made, net, *inputs_for(rows))


def test_a_tensor_in_two_places_stays_one():
    net = tg.Net(tg.Embedding(7, 6), tg.Linear(6, 7, bias=False))
    net[1].weight = net[0].weight
    made = again(net)
    assert made[1].weight is made[0].weight
    assert_same(made, net, *inputs_for(words))


def test_what_is_frozen_stays_frozen(tmp_path):
    net = tg.Net(tg.Linear(6, 6), tg.Linear(6, 2))
    net[0].requires_grad_(False)
    made = saved_and_loaded(net, tmp_path)
    assert [p.requires_grad for p in made.parameters()] == [False, False, True, True]
    assert [name for name, _ in made.named_parameters()] == [n for n, _ in net.named_parameters()]


@pytest.mark.parametrize("dtype", ["float16", "float64"])
def test_the_dtype_stays(tmp_path, dtype):
    net = tg.Net(tg.Linear(6, 3), tg.BatchNorm1d(3)).to(dtype)
    made = saved_and_loaded(net, tmp_path)
    assert {str(p.dtype) for p in made.parameters()} == {dtype}
    assert_same(made, net, *inputs_for(rows))


def test_loading_draws_no_random_numbers(tmp_path):
    net = tg.Net(tg.Linear(6, 3), tg.Embedding(4, 3), tg.LSTM(3, 2))
    net.save(tmp_path / "net")
    randomness.manual_seed(3)
    before = randomness.get_state()
    tg.load_net(tmp_path / "net")
    assert randomness.get_state() == before
    assert np.any(tg.Linear(6, 3).weight.numpy())  # and new layers start as ever


def test_the_models_of_the_package(tmp_path):
    for net in (tg.models.lenet(), tg.models.mlp(), CharacterModel(30, hidden=8)):
        made = saved_and_loaded(net, tmp_path)
        assert type(made) is type(net) and repr(made) == repr(net)


# One's own


class Gated(tg.Layer):
    def __init__(self, size, *branches, gates=None, **named):
        self.doubled = 2 * size
        self.size = 10 * size  # an attribute that is not the argument of its name
        self.blocks = list(branches)
        self.by_name = dict(named)
        self.gates = gates
        self.weight = tg.Tensor(np.zeros(self.doubled), requires_grad=True)

    def forward(self, x):
        for layer in [*self.blocks, *self.by_name.values()]:
            x = layer(x)
        return x


class Twice(tg.Net):
    def __init__(self, width, table={"a": (1, [2.5])}):  # noqa: B006
        self.fc, self.table = tg.Linear(6, width), table
        self.blocks = [tg.Linear(width, width) for _ in range(2)]

    def forward(self, x):
        return self.blocks[0](self.blocks[1](self.fc(x))).relu()


@pytest.fixture
def registered(monkeypatch):
    monkeypatch.setattr(description, "REGISTERED", dict(description.REGISTERED))


@pytest.mark.usefixtures("registered")
def test_ones_own_net_has_to_be_known(tmp_path):
    net = Twice(4, table={"a": (3, [1.5, None])})
    net.blocks[1] = tg.Linear(4, 4, bias=False)
    net.save(tmp_path / "net")
    with pytest.raises(SettingError, match=r"@tg\.register") as caught:
        tg.load_net(tmp_path / "net")
    assert caught.value.key == "loading.unknown_kind"
    assert tg.register(Twice) is Twice
    made = tg.load_net(tmp_path / "net")
    assert made.table == {"a": (3, [1.5, None])}
    assert_same(made, net, *inputs_for(rows))


@pytest.mark.usefixtures("registered")
def test_ones_own_layer_is_made_with_its_arguments():
    tg.register(Gated)
    layer = Gated(3, tg.Linear(6, 6), tg.ReLU(), gates=np.array([1, 2]), last=tg.Linear(6, 2))
    net = tg.Net(layer)
    made = again(net)
    assert made[0].doubled == 6 and made[0].gates.tolist() == [1, 2]
    assert_same(made, net, *inputs_for(rows))


@pytest.mark.usefixtures("registered")
def test_register_refuses():
    class Linear(tg.Layer):
        pass

    for kind, key in ((dict, "loading.not_a_kind"), (Linear, "loading.name_taken")):
        with pytest.raises(SettingError) as caught:
            tg.register(kind)
        assert caught.value.key == key
    assert tg.register(StepDecay) is StepDecay


@pytest.mark.usefixtures("registered")
def test_what_cannot_be_described_is_saved_nevertheless(tmp_path):
    tg.register(Gated)
    net = tg.Net(first=Gated(3, gates=lambda: 1))
    net.save(tmp_path / "net")
    with pytest.raises(SettingError) as caught:
        tg.load_net(tmp_path / "net")
    assert caught.value.key == "loading.cannot_describe"
    for language in ("en", "fa"):
        set_language(language)
        assert "`first`" in str(caught.value) and "`gates`" in str(caught.value)
    set_language(None)
    net.load(tmp_path / "net")


# What it was trained with


def test_a_schedule_is_saved_with_its_net(tmp_path):
    net = tg.Net(tg.Linear(6, 2))
    x, y = np.zeros((8, 6), "f"), np.zeros(8, "int64")
    schedule = WarmupCosineDecay(0.0, 0.1, 3, 20, 2)
    solver = Solver(
        net, (x, y), loss=tg.CrossEntropyLoss(), schedule=schedule, optimizer=Adam(0.8),
        weight_decay=0.01, lr_mult={"*.bias": 2}, progress=False,
    )  # fmt: skip
    made = saved_and_loaded(net, tmp_path, solver=solver)
    known = made.trained_with
    assert known.schedule == schedule and repr(known.optimizer) == repr(solver.optimizer)
    assert known.settings == {"weight_decay": 0.01, "lr_mult": {"*.bias": 2}}
    assert known.schedule.rates(25) == schedule.rates(25)
    other = Solver(made, (x, y), loss=tg.CrossEntropyLoss(), progress=False, **known.arguments())
    solver.step(9), other.step(9)
    for name, array in net.state_dict().items():
        assert np.array_equal(array, made.state_dict()[name])


def test_a_policy_is_saved_with_its_net_and_a_function_is_not(tmp_path):
    net = tg.Net(tg.Linear(6, 2))
    data, loss = (np.zeros((8, 6), "f"), np.zeros(8, "int64")), tg.CrossEntropyLoss()
    policy = {"lr_policy": "step", "gamma": 0.5, "stepsize": 3, "momentum": 0.9, "base_lr": 0.2}
    solver = Solver(net, data, loss=loss, progress=False, max_iter=7, **policy)
    known = saved_and_loaded(net, tmp_path, solver=solver).trained_with
    assert known.schedule == solver.schedule and known.optimizer.momentum == 0.9
    assert known.settings == {"max_iter": 7}
    Solver(net, data, loss=loss, progress=False, **known.arguments())
    solver = Solver(net, data, loss=loss, progress=False, schedule=lambda step: 0.1)
    assert saved_and_loaded(net, tmp_path, solver=solver).trained_with.schedule is None


class Sign(Optimizer):
    type = "Sign"

    def update(self, weights, gradient, *, rate, iteration):
        weights -= rate * np.sign(gradient)


@dataclass(frozen=True)
class Odd(Schedule):
    function: object = max

    def _rate(self, step):
        return 0.1


def test_training_by_ones_own_rules_does_not_keep_the_net_from_being_saved(tmp_path):
    net = tg.Net(tg.Linear(6, 2))
    data, loss = (np.zeros((8, 6), "f"), np.zeros(8, "int64")), tg.CrossEntropyLoss()
    rules = {"optimizer": Sign(), "schedule": Odd(), "clip_gradients": np.float32(2)}
    solver = Solver(net, data, loss=loss, progress=False, **rules)
    made = saved_and_loaded(net, tmp_path, solver=solver)
    assert made.trained_with == (None, None, {})
    Solver(made, data, loss=loss, progress=False, **made.trained_with.arguments())


def test_numbers_of_numpy_are_numbers():
    assert again(tg.Linear(np.int64(6), np.int64(2), bias=np.bool_(False))).bias is None


# Files of other times, and of people who mean harm


def test_notes_of_ones_own_stay(tmp_path):
    tg.Net(tg.Linear(2, 1)).save(tmp_path / "net", {"author": "مریم"})
    assert saving.load(tmp_path / "net").metadata["author"] == "مریم"


def test_a_file_with_weights_only(tmp_path):
    net = tg.Net(tg.Linear(2, 1))
    saving.save(net.state_dict(), tmp_path / "old", {"epoch": "3"})
    with pytest.raises(DataError, match=r"net\.load") as caught:
        tg.load_net(tmp_path / "old")
    assert caught.value.key == "loading.only_weights"
    net.load(tmp_path / "old")


LINEAR = {"kind": "Linear", "settings": {"in_features": 6, "out_features": 3}}
NAMED = {"named": {"dict": {"fc": {"layer": "fc"}}}, "name": None}
NET = {"kind": "Net", "settings": NAMED, "layers": {"fc": LINEAR}}
GOOD = {"form": 1, "net": {"layer": NET}}


def deep(levels):
    told = {"kind": "ReLU"}
    for _ in range(levels):
        told = {
            "kind": "Sequential",
            "settings": {"named": {"dict": {"0": {"layer": "0"}}}},
            "layers": {"0": told},
        }
    return told


def linear(**more):
    return {"kind": "Linear", "settings": {**LINEAR["settings"], **more}}


HOSTILE = {
    "no text": ("no JSON", "loading.bad_description"),
    "a list": ([], "loading.bad_description"),
    "no form": ({"net": {}}, "loading.bad_description"),
    "a form of the future": ({**GOOD, "form": 2}, "loading.newer"),
    "no net": ({"form": 1}, "loading.bad_description"),
    "a layer that is no net": ({"form": 1, "net": {"layer": LINEAR}}, "loading.not_a_net"),
    "a path of imports": (deep(0) | {"kind": "os.system"}, "loading.unknown_kind"),
    "a module of ours": ({"kind": "Tensor"}, "loading.unknown_kind"),
    "a kind that is a list": ({"kind": ["Net"]}, "loading.bad_description"),
    "a maker that is none": ({"kind": "Net", "by": "load"}, "loading.bad_description"),
    "a maker of Python": ({"kind": "Net", "by": "__class__"}, "loading.bad_description"),
    "an argument too much": (linear(colour=3), "loading.bad_description"),
    "an argument too few": ({"kind": "Linear"}, "loading.bad_description"),
    "a wrong argument": (linear(in_features="6"), "layers.whole_number"),
    "layers that are not told of": (
        {"kind": "TransformerBlock", "settings": {"embed_dim": 2, "num_heads": 1}},
        "loading.made_otherwise",
    ),
    "a huge layer": (linear(in_features=10**12), "loading.too_large"),
    "a broad layer": (linear(in_features=19_999, out_features=19_999), "loading.too_large"),
    "ever so many layers": (
        {"kind": "LSTM", "settings": {"input_size": 1, "hidden_size": 1, "num_layers": 10**7}},
        "loading.too_large",
    ),
    "long waves": (
        {"kind": "PositionalEncoding", "settings": {"embed_dim": 19_000, "max_len": 19_000}},
        "loading.too_large",
    ),
    "layers in layers": (deep(150), "loading.too_many"),
    "layers in layers without end": ('{"net":' * 100_000, "loading.bad_description"),
    "a circle": (
        {"kind": "Residual", "settings": {"layer": {"layer": "a"}}, "layers": {"a": {"same": ""}}},
        "loading.bad_description",
    ),
    "a place that is not there": ({"same": "x.y"}, "loading.bad_description"),
    "a hidden attribute": (
        {"kind": "Sequential", "layers": {"__class__": LINEAR}},
        "loading.bad_description",
    ),
    "a method replaced": (
        {"kind": "Sequential", "layers": {"forward": LINEAR}},
        "loading.bad_description",
    ),
    "an object array": (
        linear(bias={"array": [1], "dtype": "object"}),
        "loading.bad_description",
    ),
    "a strange value": (linear(bias={"eval": "1"}), "loading.bad_description"),
}


def many(count, kind, **settings):
    told = {"kind": kind, "settings": settings}
    return {"kind": "Sequential", "layers": {str(place): told for place in range(count)}}


GREEDY = {
    "a matrix": many(1, "Linear", in_features=11_000, out_features=11_000),
    "many matrices": many(20, "Linear", in_features=11_000, out_features=11_000),
    "a vocabulary": many(1, "Embedding", num_embeddings=11_000, embedding_dim=11_000),
    "a memory": many(1, "LSTM", input_size=11_000, hidden_size=11_000),
    "kernels": many(1, "Conv2d", in_channels=3_000, out_channels=3_000, kernel_size=3),
    "attention": many(1, "MultiHeadAttention", embed_dim=11_000, num_heads=1),
    "means": many(1, "LayerNorm", normalized_shape=[11_000, 11_000]),
    "many vectors": many(3_000, "BatchNorm1d", num_features=20_000),
    "waves": many(1, "PositionalEncoding", embed_dim=11_000, max_len=11_000),
}


@pytest.mark.parametrize("trick", GREEDY)
def test_no_more_is_made_than_the_file_bears_out(tmp_path, trick):
    """The refusal comes before the memory is taken, not after."""
    text = json.dumps({"form": 1, "net": {"layer": GREEDY[trick]}})
    saving.save({"w": np.zeros(1000, "f")}, tmp_path / "net", {"tinygrad_fa": text})
    tracemalloc.start()
    try:
        with pytest.raises(DataError) as caught:
            tg.load_net(tmp_path / "net")
        assert tracemalloc.get_traced_memory()[1] < 40e6
    finally:
        tracemalloc.stop()
    assert caught.value.key == "loading.too_much"
    assert tg.Linear(4096, 2048)(np.ones((1, 4096), "f")).shape == (1, 2048)  # no limit any more


@pytest.mark.parametrize("trick", HOSTILE)
def test_made_up_descriptions(tmp_path, trick):
    told, key = HOSTILE[trick]
    if isinstance(told, dict) and "form" not in told and "net" not in told:
        told = {"form": 1, "net": {"layer": {**NET, "layers": {"fc": told}}}}
    text = told if isinstance(told, str) else json.dumps(told)
    saving.save({"fc.weight": np.zeros((3, 6), "f")}, tmp_path / "net", {"tinygrad_fa": text})
    with pytest.raises(TinygradError) as caught:
        tg.load_net(tmp_path / "net")
    assert caught.value.key == key
    for language in ("en", "fa"):
        set_language(language)
        assert str(caught.value)
    set_language(None)


def test_weights_that_do_not_fit(tmp_path):
    saving.save(
        {"fc.weight": np.zeros((3, 5), "f"), "fc.bias": np.zeros(3, "f")},
        tmp_path / "net",
        {"tinygrad_fa": json.dumps(GOOD)},
    )
    with pytest.raises(StateError):
        tg.load_net(tmp_path / "net")


BITS = st.sampled_from(
    ["kind", "layer", "same", "tuple", "dict", "settings", "Net", "Linear", "fc"]
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | BITS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(BITS, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(anything, st.sampled_from(["", "net", "layer", "settings", "named", "layers", "fc", "kind"]))
def test_any_description_is_read_or_refused(junk, place):
    told = json.loads(json.dumps(GOOD["net"]))

    def planted(part):
        if not isinstance(part, dict):
            return part
        return {key: junk if key == place else planted(value) for key, value in part.items()}

    with suppress(TinygradError):
        build(planted(told) if place else junk, 21)
