"""The steps of a replay: forward node by node, then backward wire by wire, in order.

Forward a step computes one node.  Backward a step hands one share of the gradient over one wire:
upstream gradient × local derivative = contribution; where several wires leave a node its gradient
grows share by share.  The order is that of the engine: a node hands on its gradient only when all
shares have reached it.

What a step shows and lights up is named by keys, which the page finds by the attributes that the
SVG writer gave to everything: ``n3:value`` is the text "value" of node 3, ``w3-1:backward`` the
backward line of the wire into its port 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tinygrad_fa import language
from tinygrad_fa.draw.model import Graph, GraphNode, Wire
from tinygrad_fa.draw.numerals import (
    PICTURE_DIGITS,
    gradient_wire_text,
    is_exact,
    number_text,
    value_text,
    value_wire_text,
)
from tinygrad_fa.draw.words import unmarked

FIRST_PLACE = 0xE000  # letters that no name has (it is not printable) hold the names' places
MOST_NAMES = 8  # gradients in the line of the last step


@dataclass(frozen=True)
class Term:
    """A piece of a step's formula.

    Attributes:
        text: the number, or the sign between two of them.
        role: what it is, the key of a caption; "" for a sign.
        name: what it belongs to, told in the caption.
    """

    text: str
    role: str = ""
    name: str = ""


@dataclass(frozen=True)
class Step:
    """One step of a replay.

    Attributes:
        kind: "start", "forward", "seed", "backward", "parameters" or "end".
        node: the place of the node at work, or None.
        wire: the wire that carries a share back, or None.
        sentences: what happens, by language.
        terms: the same as a formula.
        shows: keys of what is there from this step on.
        lights: keys of what is lit up in this step.
        texts: by key, what stands there until a later step says otherwise.
    """

    kind: str
    sentences: dict[str, str]
    node: int | None = None
    wire: Wire | None = None
    terms: tuple[Term, ...] = ()
    shows: tuple[str, ...] = ()
    lights: tuple[str, ...] = ()
    texts: dict[str, str] = field(default_factory=dict)


def steps(graph: Graph) -> list[Step]:
    """Return the steps that lead from the inputs to the finished picture of a graph."""
    forward = [
        _forward(graph, place)
        for place, node in enumerate(graph.nodes)
        if not (node.is_leaf or node.is_cut)
    ]
    backward = list(_backward(graph)) if graph.ran_backward else []
    names = [node for node in graph.nodes if node.is_leaf and node.gradient is not None]
    gradients = [
        Term(gradient_wire_text(node.gradient), "gradient", called(node))
        for node in sorted(names, key=called)[:MOST_NAMES]
    ]
    key = "end" if backward else "end_of_net" if graph.is_net else "end_of_forward"
    return [
        Step("start", _said("start" if backward else "start_forward")),
        *forward,
        *backward,
        Step("end", _said(key), terms=tuple(gradients if backward else ())),
    ]


def called(node: GraphNode) -> str:
    """Return what a sentence calls a node: its name or layer, else its formula or its number."""
    if node.layer:
        times = f" ×{node.layer.times}" if node.layer.times > 1 else ""
        return f"{node.layer.path} · {node.layer.kind}{times}"
    if node.name or node.is_leaf:
        return node.name or node.symbol
    number = f" → {value_text(node.value)}" if _is_number(node.value) else ""
    formula = node.expression or f"{node.symbol}{number}"
    return f"\u2066{formula}\u2069"  # which runs from left to right, whoever is named in it


def _worker(node: GraphNode) -> str:
    """Return what a sentence calls a node that computes: its layer, or its sign and name."""
    if node.layer or not node.name or node.name == node.symbol:
        return called(node)
    return f"\u2066{node.symbol} (\u2068{node.name}\u2069)\u2069"  # whatever script the name has


def _said(key: str, **names: str) -> dict[str, str]:
    """Return a sentence in each language; names keep their own direction and digits in it."""
    places = {who: chr(FIRST_PLACE + i) for i, who in enumerate(names)}
    sentences = {}
    for lang in language.LANGUAGES:
        sentence = unmarked(language.text(f"replay.{key}", lang, **places), lang)
        for who, name in names.items():
            sentence = sentence.replace(places[who], f"\u2068{name}\u2069")
        sentences[lang] = sentence
    return sentences


def _forward(graph: Graph, place: int) -> Step:
    node = graph.nodes[place]
    wires = [f"w{place}-{wire.port}" for wire in node.inputs]
    shows = [f"n{place}:value", f"n{place}:result", f"w{place}-out:forward"]
    lights = [f"n{place}:shape", f"n{place}:value", *(f"{wire}:forward" for wire in wires)]
    value = value_wire_text(node.value) if node.value is not None else ""
    name = f"{node.name} = " if node.name and node.is_result else ""
    terms = [Term(name + value, "value")] if value else []
    if node.formula and node.formula != value:
        parts = [graph.nodes[wire.source].value for wire in node.inputs]
        equals = _equals(node.value, *parts)
        terms = [Term(f"{name}{node.formula}", "computed"), equals, Term(value, "value")]
    elif not _is_number(node.value) and value:
        shapes = [value_text(graph.nodes[wire.source].value) for wire in node.inputs]
        source = Term(", ".join(shapes), "shape_in")
        terms = [source, Term("→"), Term(value_text(node.value), "shape_out")]
    key = "forward_layer" if node.layer else "forward"
    return Step(
        "forward",
        _said(key, node=_worker(node)),
        place,
        terms=tuple(terms),
        shows=(*shows, *(f"{wire}:forward" for wire in wires)),
        lights=tuple(lights),
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float, complex)) or getattr(value, "size", 0) == 1


def _backward(graph: Graph) -> Iterator[Step]:
    last = len(graph.nodes) - 1
    result = graph.result
    name = called(result)
    seed = gradient_wire_text(result.gradient)
    # One neuron of a net gets its gradient from the layers that come after it.
    begins_here = seed == "1"
    terms = (Term(f"∂{name}/∂{name}"), Term("=")) if begins_here else ()
    yield Step(
        "seed",
        _said("seed" if begins_here else "seed_from_above", node=name),
        last,
        terms=(*terms, Term(seed, "gradient", name)),
        shows=(f"n{last}:gradient", f"w{last}-out:backward"),
        lights=(f"n{last}:gradient", f"w{last}-out:backward"),
    )
    received: dict[int, list[Any]] = {}
    for place in range(last, -1, -1):
        node = graph.nodes[place]
        if node.gradient is None:
            continue
        if node.layer and node.layer.gradient_norm is not None:
            yield _parameters(place, node)
        for wire in node.inputs:
            if wire.share is not None:
                shares = received.setdefault(wire.source, [])
                shares.append(wire.share)
                yield _share(graph, wire, shares)


def _parameters(place: int, node: GraphNode) -> Step:
    assert node.layer is not None and node.layer.gradient_norm is not None
    norm = f"‖{number_text(node.layer.gradient_norm)}‖"
    return Step(
        "parameters",
        _said("parameters", node=called(node), count=f"{node.layer.parameters:,}"),
        place,
        terms=(
            Term(gradient_wire_text(node.gradient), "upstream", called(node)),
            Term("→"),
            Term(norm, "parameters", called(node)),
        ),
        shows=(f"n{place}:norm",),
        lights=(f"n{place}:shape", f"n{place}:norm", f"n{place}:gradient"),
    )


def _share(graph: Graph, wire: Wire, shares: list[Any]) -> Step:
    """Return the step that hands a share over a wire; `shares` are all that came so far."""
    source, target = graph.nodes[wire.source], graph.nodes[wire.target]
    wire_key, source_key = f"w{wire.target}-{wire.port}", f"n{wire.source}:gradient"
    # Of a node at the edge of a cut graph not all paths are drawn, and so not its gradient.
    paths = sum(other.share is not None for other in source.outputs)
    is_part = source.gradient is None
    share = gradient_wire_text(wire.share)
    if wire.local is not None:
        local = Term(_bracketed(number_text(wire.local)), "local", _symbol(wire))
        rounds = () if abs(wire.local) == 1 else (target.gradient, wire.local, wire.share)
        middle = [Term("×"), local, _equals(*rounds)]
    else:
        symbol = [Term("×"), Term(wire.symbol, "local")] if wire.symbol else []
        middle = [*symbol, Term("→")]
    terms = [
        Term(gradient_wire_text(target.gradient), "upstream", called(target)),
        *middle,
        Term(share, "share", called(source) if paths == 1 and not is_part else ""),
    ]
    texts, key = {}, "layer_share" if target.layer else "share"
    if wire.local is None and not target.layer:
        key = "array_share"
    if is_part:
        key += "_of_several"
    elif paths > 1:
        added, earlier = sum(shares[1:], shares[0]), sum(shares[1:-1], shares[0])
        total = gradient_wire_text(added)
        if len(shares) > 1:
            before = gradient_wire_text(earlier)
            terms.append(Term(";"))
            if "‖" not in before + share + total:  # norms do not add
                terms += [Term(before, "so_far"), Term("+"), Term(_bracketed(share), "share")]
                terms.append(_equals(earlier, wire.share, added))
            terms.append(Term(total, "sum", called(source)))
        texts[source_key] = f"Σ = {total}"
        key += "_last" if len(shares) == paths else "_of_several"
    return Step(
        "backward",
        _said(key, node=_worker(target), input=called(source)),
        wire.target,
        wire,
        tuple(terms),
        (f"{wire_key}:backward", f"{wire_key}:local", f"{wire_key}:share", source_key),
        (f"n{wire.target}:shape", f"{wire_key}:backward", f"{wire_key}:local",
         f"{wire_key}:share", source_key, f"n{wire.target}:gradient"),
        texts,
    )  # fmt: skip


def _equals(*numbers: Any) -> Term:
    """Return the sign between numbers: ≈ if one of them is shown rounded."""
    exact = all(is_exact(float(x), PICTURE_DIGITS) for x in numbers if _is_number(x))
    return Term("=" if exact else "≈")


def _symbol(wire: Wire) -> str:
    return wire.symbol if wire.symbol != number_text(wire.local or 0.0) else ""


def _bracketed(number: str) -> str:
    return f"({number})" if number.startswith("−") else number
