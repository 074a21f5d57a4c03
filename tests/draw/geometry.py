"""What must hold of a placed picture, whoever laid it out: nothing lies on anything else."""

import math

from tinygrad_fa.draw.svg import wire_ends

STEPS = 24  # points per curve of a wire


def boxes(graph, cells, placement):
    """Return every shape and every label as (what, left, top, right, bottom, corner radius)."""
    found = []
    for node, cell, (x, y) in zip(graph.nodes, cells, placement.centres):
        w, h = cell.width / 2, cell.height / 2
        found.append((node.symbol, x - w, y - h, x + w, y + h, cell.corner))
        for label in cell.labels:
            if label.kind not in ("symbol", "word", "name", "layer", "detail", "norm"):
                left, top, right, bottom = label.box()
                found.append((label.text, x + left, y + top, x + right, y + bottom, 0))
    for frame, (left, top, _, _) in zip(graph.frames, placement.frames):
        title = 8.5 * len(f"{frame.path} · {frame.kind}")
        found.append((frame.path, left + 12, top + 8, left + 12 + title, top + 21, 0))
    return found


def apart(a, b):
    """Return the distance of two boxes with round corners."""
    p, q = ([x + r, y + r, u - r, v - r] for _, x, y, u, v, r in (a, b))
    sideways = max(p[0] - q[2], q[0] - p[2], 0)
    upwards = max(p[1] - q[3], q[1] - p[3], 0)
    return math.hypot(sideways, upwards) - a[5] - b[5]


def overlaps(graph, cells, placement):
    """Return the pairs of shapes and labels that lie on each other, or outside the picture."""
    found = sorted(boxes(graph, cells, placement), key=lambda box: box[1])
    bad = []
    for i, a in enumerate(found):
        for b in found[i + 1 :]:
            if b[1] > a[3] + 1:
                break
            if apart(a, b) <= 0:
                bad.append((a, b))
    for box in found:
        _, left, top, right, bottom, _ = box
        if left < -1 or top < -1 or right > placement.width + 1 or bottom > placement.height + 1:
            bad.append((box, "outside"))
    return bad


def along(points):
    """Yield points along a cubic Bézier route."""
    for i in range(0, len(points) - 1, 3):
        a, b, c, d = points[i : i + 4]
        for k in range(STEPS + 1):
            t = k / STEPS
            weights = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
            yield tuple(sum(w * p[n] for w, p in zip(weights, (a, b, c, d))) for n in (0, 1))


def crossed_boxes(graph, cells, placement):
    """Return (box, wire, point) where a wire runs through a shape or a label."""
    found = sorted(boxes(graph, cells, placement), key=lambda box: box[1])
    bad = []
    for wire, route in zip(graph.wires, placement.routes):
        start, end = wire_ends(wire, cells, placement)
        line = [(start[0] + 0.5, start[1]), *along(route), (end[0] - 0.5, end[1])]
        for x, y in line:
            for box in found:
                if box[1] > x:
                    break
                if apart(("", x, y, x, y, 0), box) <= -0.1:
                    bad.append((box, wire, (x, y)))
    return bad


def foreign_in_frames(graph, cells, placement):
    """Return (frame, node) for every node that stands on a frame that is not its own."""
    bad = []
    for frame, (left, top, right, bottom) in zip(graph.frames, placement.frames):
        for place, (cell, (x, y)) in enumerate(zip(cells, placement.centres)):
            inside = left <= x - cell.left and x + cell.right <= right
            inside = inside and top <= y - cell.above and y + cell.below <= bottom
            outside = x + cell.right <= left or right <= x - cell.left
            outside = outside or y + cell.below <= top or bottom <= y - cell.above
            if not (inside if place in frame.nodes else outside):
                bad.append((frame.path, graph.nodes[place].symbol))
    return bad
