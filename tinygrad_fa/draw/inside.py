"""Pictures of the inside of a net: what its filters look like, and what its layers give."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.draw import wanted
from tinygrad_fa.draw.curves import COLOURS, with_matplotlib
from tinygrad_fa.draw.figures import bare, new_figure, panels, words
from tinygrad_fa.draw.predictions import as_pixels, plain
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import DataError, SettingError, ShapeError
from tinygrad_fa.layers import Layer
from tinygrad_fa.layers.layer import evaluating
from tinygrad_fa.solver.checks import Hint, closest, whole_number

MOST_LAYERS = 12
MOST_MAPS = 16  # of one layer
SIGNED = "PuOr"  # white is 0: brown below, violet above; everybody can tell them apart


def plot_filters(
    net: Any, layer: str | None = None, most: int = 64, shape: tuple[int, int] | None = None
) -> Any:
    """Draw the weights of a layer as small pictures, all with the same scale; white is 0.

    The kernels of a convolution are shown as they are: those of one input channel as one picture
    each, others in a row for each output channel, three channels of a first layer in colour.  The
    rows of a `Linear` layer are shown as images.

    Args:
        net: a net, or the layer itself.
        layer: its dotted path; None: the first that has such weights.
        most: how many output channels are shown at most.
        shape: height and width of the image that a row of a `Linear` layer looks at; None: if its
            length is a square, that.

    Raises:
        SettingError: without matplotlib; for an unknown layer, or one without such weights.
        ShapeError: if the rows have no such shape.
    """
    whole_number("most", most, 1)
    path, weights = _weights(net, layer)
    if weights.ndim == 2:
        weights = _rows_as_images(weights, shape)
    if weights.ndim == 3:  # of a Conv1d: a kernel is a stripe
        weights = weights[:, :, None, :]
    count = len(weights)
    weights = weights[:most]
    with with_matplotlib():
        if weights.shape[1] == 3:
            figure = _tiles([as_pixels(kernel) for kernel in weights], None)
        elif weights.shape[1] == 1:
            figure = _tiles(list(weights[:, 0]), words("weight"))
        else:
            figure = _channels(weights[: most // 2 or 1])
        figure.suptitle(words("filters_title", layer=path, shown=len(weights), count=count))
    return figure


def _weights(net: Any, layer: str | None) -> tuple[str, Any]:
    """Return the path of a layer, and its weights as an array."""
    found = {
        path: one.weight.numpy()
        for path, one in wanted.a_net(net).named_layers()
        if isinstance(getattr(one, "weight", None), Tensor) and one.weight.ndim in (2, 3, 4)
    }
    path = next(iter(found), None) if layer is None else layer
    if not isinstance(path, str) or path not in found:
        known = ", ".join(f"`{name}`" for name in found) or "-"
        hint = Hint(closest(str(path), found))
        called = "-" if path is None else str(path) or "-"
        raise SettingError("training.no_filters", layer=called, known=known, hint=hint)
    return path or type(net).__name__, found[path]


def _rows_as_images(weights: Any, shape: tuple[int, int] | None) -> Any:
    length = weights.shape[1]
    side = math.isqrt(length)
    sides = (side, side) if shape is None else wanted.lengths("shape", shape)
    if len(sides) != 2 or sides[0] * sides[1] != length:
        raise ShapeError("training.not_square_rows", length=length)
    return weights.reshape(len(weights), 1, *sides)


def _tiles(pictures: Sequence[Any], label: str | None) -> Any:
    """Draw pictures side by side; with a label they have one scale, which is shown."""
    across = min(len(pictures), max(4, math.ceil(math.sqrt(2 * len(pictures)))))
    rows = -(-len(pictures) // across)
    figure = new_figure(0.95 * across + 1.4, 0.95 * rows + 0.9)
    limit = max(float(abs(picture).max()) for picture in pictures) or 1.0
    scale: dict[str, Any] = {"cmap": SIGNED, "vmin": -limit, "vmax": limit} if label else {}
    tiles = panels(figure, len(pictures), across)
    for number, (axes, picture) in enumerate(zip(tiles, pictures, strict=True)):
        image = axes.imshow(picture, **scale)
        bare(axes)
        axes.set_title(str(number), fontsize=7, pad=2)
    if label:
        figure.colorbar(image, ax=tiles, shrink=0.9).set_label(label)
    return figure


def _channels(weights: Any) -> Any:
    """Draw the kernels in a table: a row for each output channel, a column for each input."""
    shown = weights[:, :32]
    outs, ins, height, width = shown.shape
    library = backend.library(None)
    sheet = library.full((outs * (height + 1) - 1, ins * (width + 1) - 1), library.nan)
    for i in range(outs):
        for j in range(ins):
            y, x = i * (height + 1), j * (width + 1)
            sheet[y : y + height, x : x + width] = shown[i, j]
    figure = new_figure(min(12.0, 0.1 * sheet.shape[1] + 2.2), min(12.0, 0.1 * len(sheet) + 1.3))
    axes = figure.add_subplot()
    limit = float(abs(shown).max()) or 1.0
    image = axes.imshow(sheet, cmap=SIGNED, vmin=-limit, vmax=limit)
    step_in, step_out = max(1, ins // 8), max(1, outs // 8)
    across, down = range(0, ins, step_in), range(0, outs, step_out)
    axes.set_xticks([j * (width + 1) + width / 2 - 0.5 for j in across], [str(j) for j in across])
    axes.set_yticks([i * (height + 1) + height / 2 - 0.5 for i in down], [str(i) for i in down])
    axes.set_xlabel(words("input_channel"))
    axes.set_ylabel(words("output_channel"))
    figure.colorbar(image, shrink=0.9).set_label(words("weight"))
    return figure


def plot_activations(net: Any, x: Any, layers: Sequence[str] | None = None) -> Any:
    """Draw what the layers of a net make of one sample: maps as pictures, vectors as bars.

    Args:
        net: a net.
        x: one sample, or a batch, of which the first sample is shown.
        layers: dotted paths; None: the first 12 layers that have no layers in them.

    Raises:
        SettingError: without matplotlib; for an unknown layer, or one that did not run.
        DataError: for an empty batch.
    """
    every = dict(wanted.a_net(net).named_layers())
    if layers is None:
        chosen = [path for path, one in every.items() if not list(one.children())][:MOST_LAYERS]
    else:
        chosen = [layers] if isinstance(layers, str) else list(wanted.words("layers", layers))
        for path in chosen:
            if path not in every:
                hint, known = Hint(closest(str(path), every)), ", ".join(f"`{n}`" for n in every)
                raise SettingError("training.unknown_layer", layer=path, known=known, hint=hint)
    seen = _seen(net, plain(x), {path: every[path] for path in chosen})
    with with_matplotlib():
        figure = new_figure(9.5, 1.25 * len(seen) + 0.7)
        parts = figure.subfigures(len(seen), 1, squeeze=False)[:, 0]
        for part, (path, result) in zip(parts, seen.items(), strict=True):
            kind = type(every[path]).__name__
            part.supylabel(
                f"{path or kind}\n{kind} {result.shape}", fontsize=8, rotation=0, ha="left"
            )
            _row(part, result)
        figure.suptitle(words("activations_title"))
    return figure


def _seen(net: Any, sample: Any, layers: dict[str, Layer]) -> dict[str, Any]:
    """Return what the layers gave for the first sample."""
    if not sample.size:
        raise DataError("training.no_samples")
    likes = next(iter(net.parameters()), None)
    if likes is not None and sample.dtype.kind == "f":
        sample = sample.astype(likes.dtype)
    seen: dict[str, Any] = {}
    handles = []
    for path, layer in layers.items():

        def keep(one: Any, inputs: Any, result: Any, path: str = path) -> None:
            if isinstance(result, Tensor) and result.ndim:
                seen[path] = result.numpy()[0]

        handles.append(layer.register_forward_hook(keep))
    try:
        with evaluating(net):
            net(Tensor.wrap(sample))
    finally:
        for handle in handles:
            handle.remove()
    if not seen:
        raise SettingError("training.no_activations", layers=", ".join(layers) or "-")
    return {path: seen[path] for path in layers if path in seen}


def _row(part: Any, result: Any) -> None:
    """Draw one result: maps (channels, height, width) or anything else as bars."""
    if result.ndim == 3:
        maps = result[:MOST_MAPS]
        tiles = part.subplots(1, max(len(maps), MOST_MAPS // 2))
        low, high = float(result.min()), float(result.max())
        for axes in tiles:
            axes.axis("off")
        for axes, picture in zip(tiles, maps, strict=False):
            axes.imshow(picture, cmap="cividis", vmin=low, vmax=high)
        return
    axes = part.subplots()
    numbers = result.reshape(-1)
    axes.bar(range(len(numbers)), numbers, width=0.9, color=COLOURS[0])
    axes.axhline(0, color="black", linewidth=0.6)
    axes.tick_params(labelsize=7)
