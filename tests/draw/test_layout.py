"""The layout: nothing lies on anything else, whatever the graph."""

import itertools
import random
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tinygrad_fa.draw.cells import cells_of
from tinygrad_fa.draw.dot import by_dot
from tinygrad_fa.draw.graph import graph_of
from tinygrad_fa.draw.model import Group
from tinygrad_fa.draw.nested import layered
from tinygrad_fa.draw.rows import WIDEST
from tinygrad_fa.draw.svg import wire_ends
from tinygrad_fa.draw.sweeps import isotonic
from tinygrad_fa.engine.value import Value

LAYOUTS = [
    layered,
    pytest.param(
        by_dot,
        marks=pytest.mark.skipif(not shutil.which("dot"), reason="the program dot is not here"),
    ),
]


def laid_out(result, layout=layered):
    graph = graph_of(result)
    cells = cells_of(graph)
    return graph, cells, layout(graph, cells)


@pytest.fixture
def nothing_overlaps(geometry):
    def check(graph, cells, placement):
        assert not geometry.overlaps(graph, cells, placement)
        assert not geometry.crossed_boxes(graph, cells, placement)
        assert not geometry.foreign_in_frames(graph, cells, placement)

    return check


@pytest.mark.parametrize("lang", ["en", "fa"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_examples(examples, example, layout, lang, nothing_overlaps):
    graph = getattr(examples, example)().graph
    cells = cells_of(graph, lang)
    nothing_overlaps(graph, cells, layout(graph, cells))


@pytest.mark.parametrize("layout", LAYOUTS)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**6), most=st.integers(1, 60))
def test_random_graphs(random_graph, layout, nothing_overlaps, seed, most):
    nothing_overlaps(*laid_out(random_graph(seed, most), layout))


@pytest.mark.parametrize("layout", LAYOUTS)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**6))
def test_random_graphs_with_frames(random_graph, layout, nothing_overlaps, seed):
    graph = graph_of(random_graph(seed, 25))
    add_frames(graph, seed)
    cells = cells_of(graph)
    nothing_overlaps(graph, cells, layout(graph, cells))


def add_frames(graph, seed):
    """Put up to three runs of nodes into frames, one in another: no way leads out and back in."""
    dice = random.Random(seed)
    size = len(graph.nodes)
    start = dice.randint(0, size - 1)
    outer = list(range(start, dice.randint(start + 1, size)))  # a run of the reading order
    inner = outer[dice.randint(0, len(outer) - 1) :]
    groups = [Group("outer", "Layer", outer), Group("outer.in", "Layer", inner, above="outer")]
    if start > 1:
        groups.append(Group("other", "Layer", list(range(dice.randint(0, start - 1), start))))
    graph.groups = groups


def test_the_checks_see_what_is_wrong(geometry, textbook):
    graph, cells, placement = laid_out(textbook)
    x, y = placement.centres[0]
    placement.centres[1] = (x + 30, y)
    assert geometry.overlaps(graph, cells, placement)
    graph, cells, placement = laid_out(textbook)
    (x, y), route = placement.centres[1], placement.routes[0]
    route[3:3] = [route[0], (x, y), (x, y)]
    assert geometry.crossed_boxes(graph, cells, placement)
    graph.groups = [Group("frame", "Layer", [0])]
    placement.frames = [(0.0, 0.0, placement.width, placement.height)]
    assert geometry.foreign_in_frames(graph, cells, placement)


def test_a_wide_picture_goes_on_in_the_next_row(nothing_overlaps):
    x = Value(0.5, "x")
    for _ in range(10):
        x = ((x * x).tanh() * 0.5).exp()
    x.backward()
    graph, cells, placement = laid_out(x)
    nothing_overlaps(graph, cells, placement)
    assert placement.width < WIDEST + 200 < sum(cell.right - cell.left for cell in cells)
    heights = [y for _, y in placement.centres]
    assert max(heights) - min(heights) > 200
    for wire, route in zip(graph.wires, placement.routes):
        start, end = wire_ends(wire, cells, placement)
        assert abs(route[0][1] - start[1]) < 1e-6 and abs(route[-1][1] - end[1]) < 1e-6
        assert start[0] <= route[0][0] and route[-1][0] <= end[0]


def test_what_cannot_be_broken_stays_in_one_row():
    x, y = Value(0.5, "x"), Value(0.25, "y")
    for _ in range(30):
        x, y = (x * y).tanh(), x + y
    _, _, placement = laid_out(x)
    assert placement.width > 2 * WIDEST


def test_in_very_large_graphs_wires_share_their_bends(geometry):
    x = f = Value(0.5, "x")
    for _ in range(150):
        f = f * 0.5 + x
    graph = graph_of(f, fold=False)
    cells = cells_of(graph)
    placement = layered(graph, cells)
    assert len(placement.branches) == 149
    for number in placement.branches:  # each begins on a wire of the same source
        x, y = placement.routes[number][0]
        others = [placement.routes[wire] for wire in range(len(graph.wires)) if wire != number
                  and graph.wires[wire].source == graph.wires[number].source]  # fmt: skip
        pieces = [(a, b) for route in others for a, b in zip(route[::3], route[3::3])]
        assert any(a[0] <= x <= b[0] and min(abs(a[1] - y), abs(b[1] - y)) < 0.5 for a, b in pieces)


def test_wires_lead_from_left_to_right(random_graph):
    for seed in range(10):
        graph, cells, placement = laid_out(random_graph(seed, 8))
        for wire, route in zip(graph.wires, placement.routes):
            start, end = wire_ends(wire, cells, placement)
            xs = [start[0], *(x for x, _ in route), end[0]]
            assert xs == sorted(xs)
            assert abs(route[0][1] - start[1]) < 1e-6 and abs(route[-1][1] - end[1]) < 1e-6


def test_a_chain_is_one_straight_line_or_a_few(nothing_overlaps):
    for length, rows in ((8, 1), (60, 7)):
        x = Value(0.5, "x")
        for _ in range(length):
            x = x.tanh()
        x.backward()
        placed = laid_out(x)
        assert len({round(y, 3) for _, y in placed[2].centres}) == rows
        nothing_overlaps(*placed)


def test_a_wide_sum_does_not_cross(nothing_overlaps):
    total = Value(0.0, "b")
    for i in range(12):
        total = total + Value(i, f"w{i}") * Value(1.0, f"x{i}")
    placed = laid_out(total)
    nothing_overlaps(*placed)
    graph, _, placement = placed
    levels = {}
    for wire, route in zip(graph.wires, placement.routes):
        column = round(placement.centres[wire.target][0])
        levels.setdefault(column, []).append((route[0][1], route[-1][1]))
    for ends in levels.values():
        ends.sort()
        assert [right for _, right in ends] == sorted(right for _, right in ends)


def test_twice_the_same():
    def place():
        a, b = Value(1.0, "a"), Value(2.0, "b")
        f = (a * b + a) * (b - a) + a * 3
        f.backward()
        return laid_out(f)[2]

    assert place() == place()


def test_an_op_stands_in_the_middle_of_its_inputs(textbook):
    graph, _, placement = laid_out(textbook)
    height = {node.symbol: y for node, (_, y) in zip(graph.nodes, placement.centres)}
    assert abs(height["+"] - (height["x"] + height["y"]) / 2) < 0.01
    assert abs(height["×"] - (height["+"] + height["z"]) / 2) < 0.01


@given(st.lists(st.tuples(st.floats(-100, 100), st.floats(0.1, 10)), min_size=1, max_size=12))
def test_isotonic_is_the_nearest_non_decreasing_sequence(pairs):
    wishes, weights = zip(*pairs)
    fitted = isotonic(wishes, weights)
    assert all(a <= b + 1e-9 for a, b in itertools.pairwise(fitted))
    # The known closed form: fitted[i] = max over j ≤ i of min over k ≥ i of the mean of j…k.
    for i in range(len(pairs)):
        best = max(
            min(
                sum(w * v for w, v in zip(weights[j : k + 1], wishes[j : k + 1]))
                / sum(weights[j : k + 1])
                for k in range(i, len(pairs))
            )
            for j in range(i + 1)
        )
        assert abs(fitted[i] - best) < 1e-6
