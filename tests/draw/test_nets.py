"""Pictures of nets: layers found, folded, opened, piled; and nothing is changed by looking."""

import numpy as np
import pytest

import tinygrad_fa as tg
from tinygrad_fa import models, randomness
from tinygrad_fa.draw import draw
from tinygrad_fa.draw.dot import digraph
from tinygrad_fa.draw.graph import MAX_NODES
from tinygrad_fa.language.errors import GraphError, SettingError


def small():
    return tg.Net(fc1=tg.Linear(3, 4), relu=tg.ReLU(), fc2=tg.Linear(4, 2))


def loss_of(net, x, classes=2):
    loss = tg.CrossEntropyLoss()(net(x), np.arange(len(x)) % classes)
    loss.backward(retain_graph=True)
    return loss


X = np.linspace(-1, 1, 15).reshape(5, 3).astype("float32")


def symbols(picture):
    return [node.symbol for node in picture.graph.nodes]


@pytest.mark.parametrize("neuron", [3, "fc1", ("fc1",), ("fc1", "3"), (3, "fc1")])
def test_a_neuron_is_a_path_and_a_number(neuron):
    with pytest.raises(SettingError) as caught:
        draw(tg.Linear(2, 3), input_shape=(2,), neuron=neuron)
    assert caught.value.key == "draw.bad_neuron"


def test_one_layer_may_be_opened_without_a_list():
    net = tg.Sequential(tg.Linear(2, 3), tg.Linear(3, 2))
    listed = draw(net, input_shape=(2,), expand=["1"])
    assert draw(net, input_shape=(2,), expand="1").svg == listed.svg
    with pytest.raises(SettingError) as caught:
        draw(net, input_shape=(2,), expand=1)
    assert caught.value.key == "draw.bad_expand"


def test_a_node_for_each_layer_with_its_facts():
    net = small()
    loss = loss_of(net, X)
    graph = draw(loss).graph
    assert [node.symbol for node in graph.nodes] == ["x", "fc1", "relu", "fc2", "CE"]
    layer = graph.nodes[1].layer
    assert (layer.path, layer.kind, layer.nodes) == ("fc1", "Linear", [1])
    assert (layer.shape_in, layer.shape_out, layer.parameters) == ((5, 3), (5, 4), 16)
    norm = sum(float((p.grad.data**2).sum()) for p in net["fc1"].parameters()) ** 0.5
    assert layer.gradient_norm == pytest.approx(norm)
    assert not graph.frames and graph.groups == [node.layer for node in graph.nodes[1:4]]


def test_gradients_on_the_wires_are_those_of_the_engine():
    net = small()
    x = tg.Tensor(X)
    first = net["fc1"](x).retain_grad()
    second = net["relu"](first).retain_grad()
    loss = tg.CrossEntropyLoss()(net["fc2"](second), np.arange(5) % 2)
    loss.backward(retain_graph=True)
    drawn = {node.symbol: node for node in draw(loss).graph.nodes}
    assert np.allclose(drawn["fc1"].gradient, first.grad.data)
    assert np.allclose(drawn["relu"].gradient, second.grad.data)
    assert np.allclose(drawn["relu"].outputs[0].share, second.grad.data)


def test_a_net_drawn_with_an_input_has_no_gradients_but_says_why():
    picture = draw(small(), X)
    assert symbols(picture) == ["x", "fc1", "relu", "fc2"]
    assert picture.graph.is_net and "forward pass of the net alone" in picture.text
    assert all(node.gradient is None for node in picture.graph.nodes)
    assert symbols(draw(small(), input_shape=(3,))) == symbols(picture)


def test_opening_one_layer_or_all():
    net = small()
    loss = loss_of(net, X)
    opened = draw(loss, expand=["fc2"]).graph
    assert [node.symbol for node in opened.nodes] == [
        "x", "fc1", "relu", "weight", "bias", "xWᵀ+b", "CE",
    ]  # fmt: skip
    (frame,) = opened.frames
    assert (frame.path, frame.nodes) == ("fc2", [3, 4, 5])
    every = draw(loss, expand=["*"]).graph
    assert [frame.path for frame in every.frames] == ["fc1", "relu", "fc2"]
    assert [n.symbol for n in draw(loss, fold=False).graph.nodes] == [n.symbol for n in every.nodes]
    with pytest.raises(SettingError) as caught:
        draw(loss, expand=["fc3"])
    assert caught.value.key == "draw.unknown_layer" and "`fc1`" in str(caught.value)


def test_dot_source_of_a_net_has_its_layers_and_frames():
    net = tg.Net(a=tg.Linear(3, 3), block=tg.Residual(tg.Sequential(b=tg.Linear(3, 3))))
    source = digraph(draw(net, X, depth=3).graph).source
    assert source.count("subgraph cluster_") == 2 and "block.layer · Sequential" in source
    assert source.index("cluster_0") < source.index("cluster_1") and "Linear" in source


def test_depth_goes_into_layers_of_layers():
    block = tg.Residual(tg.Sequential(a=tg.Linear(3, 3), b=tg.Tanh()))
    net = tg.Net(first=tg.Linear(3, 3), block=block, last=tg.Linear(3, 1), end=tg.Sigmoid())
    assert symbols(draw(net, X)) == ["x", "first", "block", "last", "end"]
    two = draw(net, X, depth=2)
    assert symbols(two) == ["x", "first", "layer", "+", "last", "end"]
    assert [frame.path for frame in two.graph.frames] == ["block"]
    three = draw(net, X, depth=3)
    assert [(f.path, f.above) for f in three.graph.frames] == [
        ("block", ""), ("block.layer", "block"),
    ]  # fmt: skip
    assert symbols(three) == ["x", "first", "a", "b", "+", "last", "end"]
    assert symbols(draw(net, X, expand=["block.layer"])) == symbols(three)
    with pytest.raises(SettingError):
        draw(net, X, depth=0)


def test_a_net_of_few_parts_is_opened_by_itself():
    net = tg.Net(tg.Sequential(a=tg.Linear(3, 3), b=tg.Tanh(), c=tg.Linear(3, 3), d=tg.Tanh()))
    assert symbols(draw(net, X)) == ["x", "a", "b", "c", "d"]
    assert len(draw(net, X, depth=1).graph.nodes) == 2


def test_repeated_blocks_are_drawn_once():
    blocks = {f"b{i}": tg.Residual(tg.Linear(3, 3)) for i in range(12)}
    picture = draw(tg.Net(**blocks, end=tg.Linear(3, 2)), X)
    assert symbols(picture) == ["x", "b0 … b11  ×12", "end"]
    pile = picture.graph.nodes[1].layer
    assert (pile.times, pile.parameters, pile.kind) == (12, 12 * 12, "Residual")
    assert "×12" in picture.svg
    pairs = tg.Net(*(layer for _ in range(6) for layer in (tg.Linear(3, 3), tg.ReLU())))
    assert symbols(draw(pairs, X)) == ["x", "0 … 11  ×6"]
    assert draw(pairs).graph.nodes[1].layer.kind == "Linear + ReLU"
    opened = draw(tg.Net(**blocks), X, expand=["b3"])
    assert symbols(opened) == ["x", "b0 … b2  ×3", "layer", "+", "b4 … b11  ×8"]


def test_a_very_deep_net_folds_by_itself():
    net = tg.Net(*(layer for _ in range(400) for layer in (tg.Linear(3, 3), tg.ReLU())))
    assert len(draw(net, X).graph.nodes) < 10
    uneven = tg.Net(*(tg.Linear(i % 7 + 3, (i + 1) % 7 + 3) for i in range(350)))
    picture = draw(uneven, X)
    assert symbols(picture) == ["x", "0 · Linear", "1 · Linear", "2 … 347", "348 · Linear",
                                "349 · Linear"]  # fmt: skip
    assert picture.graph.nodes[3].layer.kind == "346 × Layer"
    assert len(draw(uneven, X, fold=False).graph.nodes) > 3 * MAX_NODES


def test_without_data_a_net_is_drawn_as_it_is_wired():
    net = tg.Net.graph(
        inputs="x",
        left=("x", tg.Linear(3, 4)),
        right=("x", tg.Linear(3, 4)),
        both=("left", "right", tg.Concat()),
        end=("both", tg.Linear(8, 2)),
    )
    graph = draw(net).graph
    assert [node.symbol for node in graph.nodes] == ["x", "left", "right", "both", "end"]
    assert [(w.source, w.target) for w in graph.wires] == [(0, 1), (0, 2), (1, 3), (2, 3), (3, 4)]
    assert all(node.value is None for node in graph.nodes)
    assert "as they are wired" in draw(net).text and "expand" not in draw(net).text
    ran = draw(net, X).graph
    assert [(w.source, w.target) for w in ran.wires] == [(w.source, w.target) for w in graph.wires]

    class Own(tg.Net):
        def __init__(self):
            self.fc = tg.Linear(3, 3)

        def forward(self, x):
            return self.fc(x) + x

    with pytest.raises(GraphError) as caught:
        draw(Own())
    assert caught.value.key == "draw.net_needs_input"
    assert symbols(draw(Own(), X)) == ["x", "fc", "+"]


def test_a_layer_called_twice_is_there_twice():
    class Twice(tg.Net):
        def __init__(self):
            self.fc = tg.Linear(3, 3)

        def forward(self, x):
            return self.fc(self.fc(x).tanh())

    net = Twice()
    assert symbols(draw(net, X)) == ["x", "fc", "tanh", "fc (2)"]
    assert symbols(draw(loss_of(net, X, 3))) == ["x", "fc", "tanh", "fc (2)", "CE"]


def test_several_results():
    picture = draw(tg.LSTM(3, 4), X.reshape(5, 1, 3))
    assert sum(node.is_result for node in picture.graph.nodes) >= 1
    assert picture.svg.count("-out") >= 2


def test_whole_numbers_are_an_input_too():
    net = tg.Net(letters=tg.Embedding(5, 3), end=tg.Linear(3, 2))
    words = np.array([[0, 1, 4]])
    graph = draw(net, words).graph
    assert [node.symbol for node in graph.nodes] == ["x", "letters", "end"]
    assert graph.nodes[0].value.shape == (1, 3) and graph.wires[0].share is None
    loss = (net(words) ** 2).mean()
    loss.backward(retain_graph=True)
    assert symbols(draw(loss)) == ["x", "letters", "end", "x²", "mean"]
    opened = draw(loss, expand=["letters"])
    assert [w.source for w in opened.graph.nodes[2].inputs] == [1, 0]


def test_dropout_in_eval_mode_is_still_a_layer():
    net = tg.Net(a=tg.Linear(3, 3), drop=tg.Dropout(0.5), b=tg.Linear(3, 2)).eval()
    assert symbols(draw(net, X)) == ["x", "a", "drop", "b"]


def test_looking_changes_nothing():
    net = tg.Net(a=tg.Linear(3, 3), bn=tg.BatchNorm1d(3), drop=tg.Dropout(0.5), b=tg.Linear(3, 2))
    loss = loss_of(net, X)
    before, numbers = net.state_dict(), randomness.get_state()
    gradients = [p.grad for p in net.parameters()]
    draw(net, X)
    draw(loss)
    after = net.state_dict()
    assert all(np.array_equal(before[name], after[name]) for name in before)
    assert str(randomness.get_state()) == str(numbers)
    assert all(p.grad is g for p, g in zip(net.parameters(), gradients))
    assert all(layer._hooks is None or not layer._hooks.after for _, layer in net.named_layers())
    loss.backward()


def test_the_net_below_a_loss_is_found_or_named():
    net = small()
    loss = loss_of(net, X)
    assert "fc1" in symbols(draw(loss))

    def elsewhere(loss, **settings):
        return draw(loss, **settings)

    hidden, net = [[net]], None  # two steps away
    assert "xWᵀ+b" in symbols(elsewhere(loss))
    assert "fc1" in symbols(elsewhere(loss, net=hidden[0][0]))
    with pytest.raises(SettingError) as caught:
        elsewhere(loss, expand=["fc1"])
    assert caught.value.key == "draw.only_for_nets"


def test_a_net_that_does_not_fit_the_graph_is_left_out():
    net = small()
    loss = (net["fc1"].weight * 2).sum()
    loss.backward(retain_graph=True)
    assert symbols(draw(loss)) == ["weight", "×2", "Σ"]


def test_one_neuron():
    net = small()
    loss = loss_of(net, X)
    picture = draw(loss, neuron=("fc1", 2))
    by_name = {node.name: node for node in picture.graph.nodes if node.name}
    weight, bias = net["fc1"].weight.data[2], net["fc1"].bias.data[2]
    z = float(X[0] @ weight + bias)
    assert by_name["z"].value == pytest.approx(z, abs=1e-5)
    assert by_name["w₁"].value == pytest.approx(float(weight[1]))
    assert by_name["a"].value == pytest.approx(max(z, 0), abs=1e-5)
    first = net["fc1"](tg.Tensor(X)).retain_grad()
    tg.CrossEntropyLoss()(net["fc2"](first.relu()), np.arange(5) % 2).backward()
    assert by_name["z"].gradient == pytest.approx(float(first.grad.data[0, 2]), abs=1e-6)
    wide = draw(models.mlp((40,)), np.ones((1, 40), "float32"), neuron=("1", 0))
    assert any("⋯ (34)" in name for name in (node.name for node in wide.graph.nodes))
    for neuron, key in ((("fc1", 9), "draw.no_neuron"), (("relu", 0), "draw.no_neuron"),
                        (("fc7", 0), "draw.unknown_layer")):  # fmt: skip
        with pytest.raises(SettingError) as caught:
            draw(loss, neuron=neuron)
        assert caught.value.key == key


def test_variables_of_the_caller_are_names():
    x, w = tg.Value(2.0), tg.Value(3.0, "weight")
    product = x * w
    loss = product + 1
    graph = draw(loss).graph
    assert [node.name for node in graph.nodes] == ["x", "weight", "product", "loss"]
    x = x * 2  # now x is another node
    assert [node.name for node in draw(loss).graph.nodes] == ["", "weight", "product", "loss"]
    y = tg.Value(1.0, "x")
    assert [node.name for node in draw(x * y).graph.nodes] == ["", "", "x", "f"]


def test_shapes_small_arrays_and_copies_on_the_wires():
    x = tg.Tensor(np.ones((4, 3)), requires_grad=True)
    b = tg.Tensor(np.array([1.0, -0.5]), requires_grad=True)
    w = tg.Tensor(np.ones((3, 2)), requires_grad=True)
    loss = (x @ w + b).sum()
    loss.backward(retain_graph=True)
    picture = draw(loss)
    assert "(2,)→(4, 2)" in picture.svg and "[1, −0.5]" in picture.svg and "[4, 4]" in picture.svg
    assert "copied to the larger shape" in picture.text
    nodes = {node.name: node for node in picture.graph.nodes}
    assert nodes["b"].outputs[0].share.shape == (2,)


def test_a_net_of_frozen_whole_numbers_has_no_graph():
    net = tg.Net(tg.Embedding(5, 3)).requires_grad_(False)
    with pytest.raises(GraphError) as caught:
        draw(net, np.array([1, 2]))
    assert caught.value.key == "draw.nothing_recorded"


def _net_and_loss():
    net = tg.Net(fc1=tg.Linear(3, 4), relu=tg.ReLU(), fc2=tg.Linear(4, 2))
    return net, tg.CrossEntropyLoss()(net(X), np.array([0, 1, 1, 0, 1]))


class _Training:
    def __init__(self):
        self.net, self.loss = _net_and_loss()

    def picture(self):
        return _helper(self.loss)


def _helper(loss):
    return draw(loss)


def layers_in(picture):
    return [node.layer.path for node in picture.graph.nodes if node.layer]


def test_the_net_is_found_in_an_attribute_a_list_or_in_who_called():
    assert layers_in(_Training().picture()) == ["fc1", "relu", "fc2"]
    nets = [None]
    nets[0], loss = _net_and_loss()
    assert layers_in(_helper(loss)) == ["fc1", "relu", "fc2"]
    assert "net=net" not in draw(loss).text


def test_a_net_that_is_not_found_is_asked_for():
    loss = _net_and_loss()[1]
    picture = draw(loss, lang="en")
    assert layers_in(picture) == [] and "tg.draw(loss, net=net)" in picture.text
    assert "tg.draw(loss, net=net)" in draw(loss, lang="fa").svg
    weight = tg.Tensor(X, requires_grad=True, name="weight")
    assert "net=net" not in draw((weight * weight).sum()).text
    for wrong in (5, "net", [1]):
        with pytest.raises(SettingError) as caught:
            draw(loss, net=wrong)
        assert caught.value.key == "draw.bad_net"


def test_settings_of_the_wrong_kind():
    textbook = tg.Value(2.0, "x") * 3
    for title in (5, ["a"], object()):
        with pytest.raises(SettingError) as caught:
            draw(textbook, title=title)
        assert caught.value.key == "draw.bad_title"
    for layout in ([1], {}, np.ones((2, 2))):
        with pytest.raises(SettingError) as caught:
            draw(textbook, layout=layout)
        assert caught.value.key == "draw.unknown_layout"
    net = tg.Net(tg.Linear(2, 3))
    for shape in (5, "a", [0], [None], (2, -1), object()):
        with pytest.raises(SettingError) as caught:
            draw(net, input_shape=shape)
        assert caught.value.key == "draw.bad_shape"
