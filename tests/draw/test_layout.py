"""The layout: nothing lies on anything else, whatever the graph."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinygrad_fa.draw.cells import cells_of
from tinygrad_fa.draw.dot import by_dot
from tinygrad_fa.draw.graph import graph_of
from tinygrad_fa.draw.nested import layered
from tinygrad_fa.draw.svg import wire_ends
from tinygrad_fa.draw.sweeps import isotonic
from tinygrad_fa.engine.value import Value


def boxes(graph, cells, placement):
    """Return every shape and every label as (what, left, top, right, bottom, corner radius)."""
    found = []
    for node, cell, (x, y) in zip(graph.nodes, cells, placement.centres):
        w, h = cell.width / 2, cell.height / 2
        found.append((node.symbol, x - w, y - h, x + w, y + h, 0 if node.is_leaf else min(w, h)))
        for label in cell.labels:
            if label.kind not in ("symbol", "word", "name"):
                left, top, right, bottom = label.box()
                found.append((label.text, x + left, y + top, x + right, y + bottom, 0))
    return found


def apart(a, b):
    """Return the distance of two boxes with round corners."""
    p, q = ([x + r, y + r, u - r, v - r] for _, x, y, u, v, r in (a, b))
    sideways = max(p[0] - q[2], q[0] - p[2], 0)
    upwards = max(p[1] - q[3], q[1] - p[3], 0)
    return math.hypot(sideways, upwards) - a[5] - b[5]


def assert_nothing_overlaps(graph, cells, placement):
    found = boxes(graph, cells, placement)
    for a, b in itertools.combinations(found, 2):
        assert apart(a, b) > 0, (a, b)
    for _, left, top, right, bottom, _ in found:
        assert left >= -1 and top >= -1
        assert right <= placement.width + 1 and bottom <= placement.height + 1


def along(points):
    """Return points along a cubic Bézier route."""
    for i in range(0, len(points) - 1, 3):
        a, b, c, d = points[i : i + 4]
        for k in range(21):
            t = k / 20
            weights = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
            yield tuple(sum(w * p[n] for w, p in zip(weights, (a, b, c, d))) for n in (0, 1))


def assert_wires_meet_no_box(graph, cells, placement):
    found = boxes(graph, cells, placement)
    for wire, route in zip(graph.wires, placement.routes):
        start, end = wire_ends(wire, cells, placement)
        line = [(start[0] + 0.5, start[1]), *along(route), (end[0] - 0.5, end[1])]
        for x, y in line:
            for box in found:
                assert apart(("", x, y, x, y, 0), box) > -0.1, (box, wire, (x, y))


def laid_out(result, layout=layered):
    graph = graph_of(result)
    cells = cells_of(graph)
    return graph, cells, layout(graph, cells)


@pytest.mark.parametrize("example", ["textbook", "neuron", "shared"])
@pytest.mark.parametrize("layout", [layered, by_dot])
def test_the_examples(request, example, layout, monkeypatch):
    if layout is by_dot:
        import shutil

        if not shutil.which("dot"):
            pytest.skip("the program dot is not here")
    result = request.getfixturevalue(example)
    for _ in range(2):
        placed = laid_out(result, layout)
        assert_nothing_overlaps(*placed)
        if layout is layered:
            assert_wires_meet_no_box(*placed)
        result.backward()


@pytest.mark.parametrize("seed", range(40))
def test_random_graphs(random_graph, seed):
    placed = laid_out(random_graph(seed))
    assert_nothing_overlaps(*placed)
    assert_wires_meet_no_box(*placed)


def test_wires_lead_from_left_to_right(random_graph):
    for seed in range(10):
        graph, cells, placement = laid_out(random_graph(seed))
        for wire, route in zip(graph.wires, placement.routes):
            start, end = wire_ends(wire, cells, placement)
            xs = [start[0], *(x for x, _ in route), end[0]]
            assert xs == sorted(xs)
            assert abs(route[0][1] - start[1]) < 1e-6 and abs(route[-1][1] - end[1]) < 1e-6


def test_a_long_chain_is_one_straight_line():
    x = Value(0.5, "x")
    for _ in range(60):
        x = x.tanh()
    x.backward()
    graph, cells, placement = laid_out(x)
    assert len({round(y, 3) for _, y in placement.centres}) == 1
    assert_nothing_overlaps(graph, cells, placement)


def test_a_wide_sum_does_not_cross():
    total = Value(0.0, "b")
    for i in range(12):
        total = total + Value(i, f"w{i}") * Value(1.0, f"x{i}")
    placed = laid_out(total)
    assert_nothing_overlaps(*placed)
    assert_wires_meet_no_box(*placed)
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
