"""What a Layer finds in its attributes, and what it does with it."""

import numpy as np
import pytest

from tinygrad_fa.engine.graph import no_grad
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language import set_language
from tinygrad_fa.language.errors import GraphError, SettingError, StateError
from tinygrad_fa.layers import Conv2d, Dropout, Layer, Linear, MaxPool2d, ReLU


class Block(Layer):
    def __init__(self, size=3):
        self.fc1 = Linear(size, 4)
        self.mean = Tensor(np.zeros(4, "float32"))
        self.fc2 = Linear(4, size)

    def forward(self, x):
        return self.fc2(self.fc1(x).relu() - self.mean)


class Tower(Layer):
    def __init__(self):
        self.scale = Tensor([1.0], requires_grad=True)
        self.blocks = [Block(), Block()]
        self.heads = {"a": Linear(3, 1), "b": Linear(3, 2)}
        self.drop = Dropout(0.5)
        self._cache = Tensor([1.0], requires_grad=True)
        self.count = 0

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return self.heads["a"](self.drop(x * self.scale))


BLOCK = ["fc1.weight", "fc1.bias", "mean", "fc2.weight", "fc2.bias"]
NAMES = [
    "scale",
    *(f"blocks.0.{n}" for n in BLOCK),
    *(f"blocks.1.{n}" for n in BLOCK),
    *(f"heads.{n}" for n in ("a.weight", "a.bias", "b.weight", "b.bias")),
]
BUFFERS = ["blocks.0.mean", "blocks.1.mean"]


def test_names_are_dotted_paths_in_the_order_of_the_attributes():
    tower = Tower()
    assert list(tower.state_dict()) == NAMES
    assert [name for name, _ in tower.named_buffers()] == BUFFERS
    parameters = [name for name, _ in tower.named_parameters()]
    assert parameters == [name for name in NAMES if name not in BUFFERS]
    assert len(tower.parameters()) == len(parameters)
    assert [name for name, _ in tower.children()] == [
        "blocks.0", "blocks.1", "heads.a", "heads.b", "drop",
    ]  # fmt: skip
    paths = [path for path, _ in tower.named_layers()]
    assert paths[:4] == ["", "blocks.0", "blocks.0.fc1", "blocks.0.fc2"]


def test_tensors_take_the_names_of_their_attributes():
    tower = Tower()
    assert tower.scale.name == "scale"
    assert tower.blocks[0].fc1.weight.name == "weight"
    named = Tensor([1.0], name="mine")
    tower.other = named
    assert named.name == "mine"


def test_what_is_shared_counts_once():
    tower = Tower()
    tower.again = tower.blocks[0]
    tower.blocks[1].fc2.weight = tower.blocks[0].fc2.weight
    names = [name for name in NAMES if name != "blocks.1.fc2.weight"]
    assert list(tower.state_dict()) == names
    assert len(tower.parameters()) == len(names) - len(BUFFERS)
    assert len(list(tower.named_layers())) == 10


def test_a_layer_that_knows_its_parent_is_no_trouble():
    tower = Tower()
    tower.blocks[0].parent = tower
    assert list(tower.state_dict()) == NAMES
    assert len([path for path, _ in tower.paths()]) == 10
    assert tower.train(False) is tower
    assert "(parent): ..." in repr(tower)


def test_computed_tensors_are_neither_trained_nor_saved():
    layer = Linear(2, 2)
    layer.last = layer(np.ones((1, 2)))
    assert list(layer.state_dict()) == ["weight", "bias"]


def test_train_and_eval_reach_every_layer():
    tower = Tower()
    assert all(layer.training for _, layer in tower.named_layers())
    assert tower.eval() is tower
    assert not any(layer.training for _, layer in tower.named_layers())
    tower.train()
    assert all(layer.training for _, layer in tower.named_layers())


def test_zero_grad_and_apply():
    tower = Tower()
    tower(np.ones((2, 3), "float32")).sum().backward()
    assert tower.scale.grad is not None
    tower.zero_grad()
    assert all(parameter.grad is None for parameter in tower.parameters())
    seen = []
    assert tower.apply(seen.append) is tower
    assert seen == [layer for _, layer in tower.named_layers()]


def test_frozen_parameters_stay_parameters_and_can_be_released():
    tower = Tower()
    before = [name for name, _ in tower.named_parameters()]
    tower.weights = [Tensor([1.0], requires_grad=True)]
    assert tower.requires_grad_(False) is tower
    assert [name for name, _ in tower.named_parameters()] == [*before, "weights.0"]
    assert [name for name, _ in tower.named_buffers()] == BUFFERS
    with pytest.raises(GraphError):
        tower(np.ones((1, 3))).sum().backward()
    tower.requires_grad_()
    assert all(parameter.requires_grad for parameter in tower.parameters())
    assert not any(buffer.requires_grad for _, buffer in tower.named_buffers())


def test_one_parameter_frozen_by_hand():
    layer = Linear(2, 2)
    layer.bias.requires_grad_(False)
    assert [name for name, _ in layer.named_parameters()] == ["weight", "bias"]
    layer(np.ones((1, 2), "float32")).sum().backward()
    assert layer.bias.grad is None
    assert layer.weight.grad is not None
    layer.bias = Tensor(np.zeros(2, "float32"))  # a new tensor that never wanted gradients
    assert [name for name, _ in layer.named_buffers()] == ["bias"]


def test_state_dict_gives_copies():
    layer = Linear(2, 2)
    state = layer.state_dict()
    assert isinstance(state["weight"], np.ndarray)
    state["weight"][:] = 7
    assert not (layer.weight.data == 7).any()


def test_load_state_dict_copies_and_keeps_the_dtype():
    layer, state = Linear(2, 2), {"weight": np.eye(2), "bias": Tensor([1.0, 2.0])}
    assert layer.load_state_dict(state) == ([], [])
    state["weight"][:] = 7
    np.testing.assert_array_equal(layer.weight.data, np.eye(2))
    assert layer.weight.dtype == np.float32
    assert layer.weight.requires_grad
    assert layer.bias.tolist() == [1.0, 2.0]


@pytest.mark.parametrize("language", ["en", "fa"])
def test_a_strict_load_lists_everything_and_changes_nothing(language):
    set_language(language)
    layer = Block()
    before = layer.state_dict()
    state = {
        **before,
        "fc1.weight": np.zeros((4, 5)),
        "mean": np.zeros(4, complex),
        "extra": np.zeros(1),
        "fc2.bias": np.ones(3),
    }
    del state["fc1.bias"]
    with pytest.raises(StateError) as caught:
        layer.load_state_dict(state)
    message = str(caught.value)
    for part in (
        "`fc1.bias`",
        "`extra`",
        "`fc1.weight`",
        "(4, 5)",
        "(4, 3)",
        "`mean`",
        "complex128",
    ):
        assert part in message
    assert "`fc2.bias`" not in message
    assert ("Missing" in message) == (language == "en")
    assert ("بارگذاری نشد" in message) == (language == "fa")
    for name, array in layer.state_dict().items():
        np.testing.assert_array_equal(array, before[name])


def test_a_lenient_load_returns_the_lists():
    layer = Linear(2, 2)
    report = layer.load_state_dict({"weight": np.eye(2), "extra": np.zeros(1)}, strict=False)
    assert report.missing == ["bias"]
    assert report.unexpected == ["extra"]
    np.testing.assert_array_equal(layer.weight.data, np.eye(2))
    with pytest.raises(StateError):  # a shape must fit in any case
        layer.load_state_dict({"weight": np.zeros((3, 2))}, strict=False)
    with pytest.raises(StateError) as caught:
        layer.load_state_dict([1, 2])
    assert caught.value.key == "layers.state_no_mapping"


def test_a_long_list_of_names_is_cut():
    with pytest.raises(StateError) as caught:
        Tower().load_state_dict({f"unknown{i}": np.zeros(1) for i in range(50)})
    assert str(caught.value).count("\n") < 40
    assert "(50)" in str(caught.value)
    assert "…" in str(caught.value)


def test_loading_is_noticed_by_a_graph_that_needs_the_old_numbers():
    layer = Linear(2, 2)
    loss = layer(Tensor(np.ones((1, 2), "float32"), requires_grad=True)).sum()
    layer.load_state_dict(layer.state_dict())
    with pytest.raises(GraphError) as caught:
        loss.backward()
    assert caught.value.key == "engine.changed_input"


def test_to_changes_the_dtype_of_what_has_fractions():
    layer = Block()
    layer.steps = Tensor(np.array(3))
    assert layer.to("float64") is layer
    assert {str(t.dtype) for t in layer.parameters()} == {"float64"}
    assert layer.mean.dtype == np.float64
    assert layer.steps.dtype == np.int64
    with pytest.raises(SettingError) as caught:
        layer.to("int8")
    assert caught.value.key == "layers.unknown_dtype"


def test_a_layer_without_forward_says_so():
    class Empty(Layer):
        pass

    with pytest.raises(SettingError) as caught:
        Empty()(1)
    assert caught.value.key == "layers.no_forward"
    assert "`Empty`" in str(caught.value)


def test_repr_shows_the_tree():
    class Small(Layer):
        def __init__(self):
            self.fc = Linear(3, 4, bias=False)
            self.parts = [ReLU(), Dropout(0.1)]

    assert repr(Small()) == (
        "Small(\n  (fc): Linear(3, 4, bias=False)\n  (parts.0): ReLU()\n"
        "  (parts.1): Dropout(p=0.1)\n)"
    )
    assert repr(Conv2d(1, 2, 3, padding=1)) == (
        "Conv2d(1, 2, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))"
    )
    assert "kernel_size=(2, 2), stride=(2, 2)" in repr(MaxPool2d(2))


def test_arrays_and_lists_may_be_put_in():
    assert isinstance(ReLU()(np.array([-1.0, 1.0])), Tensor)
    assert isinstance(MaxPool2d(1)(np.ones((1, 1, 2, 2))), Tensor)
    assert Linear(2, 3)([[1.0, 2.0]]).shape == (1, 3)


def test_nothing_is_remembered_without_gradients():
    with no_grad():
        assert Linear(2, 3)(np.ones((1, 2), "float32")).op is None
