"""The wiring of a net that is more than a chain: who reads what, and what it is called.

Each line names a layer, what it reads, and what it makes, in Caffe's words its bottoms and tops::

    conv = ("x", Conv2d(3, 8, 3))                 reads x, makes conv
    relu = ("conv", ReLU(), "conv")               reads conv, makes it anew (Caffe: in-place)
    both = ("conv", "x", Concat())                reads two
    lstm = ("words", LSTM(8, 16), "out", "state") makes two

Lines run from top to bottom, so a line reads what an earlier one made: there can be no circle.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.layers.containers import refuse_what_is_no_layer
from tinygrad_fa.layers.layer import Layer


class Line(NamedTuple):
    """One line: the name of a layer, what it reads, what it makes."""

    layer: str
    reads: tuple[str, ...]
    makes: tuple[str, ...]

    def __str__(self) -> str:
        made = "" if self.makes == (self.layer,) else f" → {', '.join(self.makes)}"
        return f"{', '.join(self.reads)} → {self.layer}{made}"


class Wiring:
    """Lines that have been checked, and how they run.

    Args:
        inputs: the names of what is put in.
        lines: the lines in the order in which they run.
        outputs: the names of what comes out; what the last line makes, unless given.

    Raises:
        SettingError: for names that are unknown, made twice or made too late (a circle is shown),
            and for inputs and layers whose work nobody uses.
    """

    def __init__(
        self, inputs: Sequence[str], lines: Sequence[Line], outputs: Sequence[str] | None
    ) -> None:
        if not lines:
            raise SettingError("net.no_lines")
        if not inputs or len(set(inputs)) != len(inputs):
            raise SettingError("net.graph_inputs", inputs=", ".join(inputs))
        self.inputs, self.lines = tuple(inputs), tuple(lines)
        self.outputs = self.lines[-1].makes if outputs is None else tuple(outputs)
        self._check()
        self.dropped = self._last_readings()

    def _check(self) -> None:
        """Follow the lines from top to bottom, and see that all that is read was made before."""
        maker: dict[str, str] = dict.fromkeys(self.inputs, "")  # name → the layer that made it
        used: set[tuple[str, str]] = set()
        for number, line in enumerate(self.lines):
            for name in line.reads:
                if name not in maker:
                    raise self._unknown(name, number, sorted(maker))
                used.add((name, maker[name]))
            for name in line.makes:
                if (name in maker and name not in line.reads) or line.makes.count(name) > 1:
                    raise SettingError("net.made_twice", name=name, layer=line.layer)
                maker[name] = line.layer
        for name in self.outputs:
            if name not in maker:
                raise SettingError("net.unknown_output", name=name, known=", ".join(maker))
            used.add((name, maker[name]))
        for name in self.inputs:
            if (name, "") not in used:
                raise SettingError("net.unused_input", name=name)
        for line in self.lines:
            if not any((name, line.layer) in used for name in line.makes):
                made = ", ".join(line.makes)
                raise SettingError("net.unused_layer", layer=line.layer, made=made)

    def _unknown(self, name: str, number: int, known: Sequence[str]) -> SettingError:
        """Return the error for a line that reads what has not been made (yet)."""
        reader, later = self.lines[number], self.lines[number:]
        maker = next((line for line in later if name in line.makes), None)
        if maker is None or (maker is reader and name != reader.layer):
            return SettingError(
                "net.unknown_name", name=name, layer=reader.layer, known=", ".join(known)
            )
        circle = _way(reader, maker, later)
        if circle:
            way = " → ".join([*circle, circle[0]])
            return SettingError("net.circle", layer=reader.layer, name=name, way=way)
        return SettingError("net.made_later", layer=reader.layer, name=name, maker=maker.layer)

    def _last_readings(self) -> list[tuple[str, ...]]:
        """Return for each line the names that nobody needs after it: their memory is given back."""
        needed = set(self.outputs)
        dropped = []
        for line in reversed(self.lines):
            held = {*line.reads, *line.makes}
            dropped.append(tuple(sorted(held - needed)))
            needed = (needed - set(line.makes)) | set(line.reads)
        return dropped[::-1]

    def run(self, layers: Mapping[str, Layer], inputs: tuple[Any, ...]) -> Any:
        """Return the output, or the tuple of outputs, for these inputs."""
        if len(inputs) != len(self.inputs):
            names = ", ".join(self.inputs)
            raise SettingError(
                "net.input_count", wanted=len(self.inputs), names=names, found=len(inputs)
            )
        values = dict(zip(self.inputs, inputs, strict=True))
        for line, dropped in zip(self.lines, self.dropped, strict=True):
            result = layers[line.layer](*[values[name] for name in line.reads])
            results = result if isinstance(result, (tuple, list)) else (result,)
            if len(results) != len(line.makes):
                raise SettingError(
                    "net.result_count",
                    layer=line.layer,
                    found=len(results),
                    names=", ".join(line.makes),
                )
            values.update(zip(line.makes, results, strict=True))
            for name in dropped:
                del values[name]
        made = tuple(values[name] for name in self.outputs)
        return made[0] if len(made) == 1 else made

    def __str__(self) -> str:
        lines = "\n".join(f"  {line}" for line in self.lines)
        return f"{', '.join(self.inputs)}\n{lines}\n  → {', '.join(self.outputs)}"


def _way(start: Line, goal: Line, lines: Sequence[Line]) -> list[str]:
    """Return the layers on a way along which results go from `start` to `goal`, if there is one."""
    reached = {start.layer: [start.layer]}
    waiting = [start]
    for line in waiting:
        if line is goal:
            return reached[line.layer]
        for reader in lines:
            if reader.layer not in reached and set(line.makes) & set(reader.reads):
                reached[reader.layer] = [*reached[line.layer], reader.layer]
                waiting.append(reader)
    return []


def parse(name: str, parts: Any) -> tuple[Line, Layer]:
    """Read ``(*what it reads, layer, *what it makes)``; only a layer is made under its name.

    Raises:
        SettingError: if there is nothing to read, or not just one layer between names.
    """
    given = list(parts) if isinstance(parts, (tuple, list)) else [parts]
    places = [i for i, part in enumerate(given) if not isinstance(part, str)]
    if len(places) != 1 or not places[0]:
        raise SettingError("net.bad_line", name=name)
    (place,) = places
    layer = refuse_what_is_no_layer(name, given[place])
    return Line(name, tuple(given[:place]), tuple(given[place + 1 :]) or (name,)), layer


def names(given: str | Sequence[str]) -> tuple[str, ...]:
    """Return the names in a tuple: a single one may stand alone."""
    return (given,) if isinstance(given, str) else tuple(given)
