"""Pictures of what a net says: the confusion matrix, its mistakes, where it draws the line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.draw import wanted
from tinygrad_fa.draw.curves import COLOURS, with_matplotlib
from tinygrad_fa.draw.figures import bare, new_figure, panels, words
from tinygrad_fa.draw.persian import fa
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import DataError, SettingError, ShapeError
from tinygrad_fa.layers.layer import evaluating
from tinygrad_fa.solver.checks import whole_number

BATCH = 256  # samples that a net is asked about at a time
MARKERS = "os^Dv*PX<>"
FINE = 160  # points across a decision boundary


def plot_confusion(matrix: Any, shares: bool = False, title: str | None = None) -> Any:
    """Draw a confusion matrix: a row for each true class, a column for each predicted one.

    Args:
        matrix: a `ConfusionMatrix`, or its counts: an array (classes, classes).
        shares: show percentages of the row in the place of counts.
        title: above the figure.

    Raises:
        SettingError: without matplotlib.
        ShapeError: if it is not a square.
        DataError: if nothing was counted yet.
    """
    library = backend.library(None)
    counts = library.asarray(getattr(matrix, "counts", matrix))
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1]:
        raise ShapeError("training.not_square", shape=counts.shape)
    if not counts.sum() > 0:
        raise DataError("training.nothing_counted")
    names = getattr(matrix, "names", tuple(str(number) for number in range(len(counts))))
    rows = counts.sum(axis=1, keepdims=True)
    parts = counts / library.maximum(rows, 1)
    with with_matplotlib():
        side = 1.6 + 0.55 * len(counts)
        figure = new_figure(side + 1.2, side + 0.4)
        axes = figure.add_subplot()
        image = axes.imshow(parts, cmap="Blues", vmin=0, vmax=1)
        for i, row in enumerate(counts):
            for j, count in enumerate(row):
                said = f"{100 * parts[i, j]:.0f}" if shares else f"{count:g}"
                colour = "white" if parts[i, j] > 0.5 else "black"
                axes.text(j, i, said, ha="center", va="center", color=colour, fontsize=9)
        labels = [fa(str(name)) for name in names]
        turned = 45 if max(map(len, labels)) > 3 else 0
        axes.set_xticks(range(len(labels)), labels, rotation=turned)
        axes.set_yticks(range(len(labels)), labels)
        axes.set_xlabel(words("predicted"))
        axes.set_ylabel(words("true"))
        bar = figure.colorbar(image, shrink=0.8)
        bar.set_label(words("share_of_row"))
        axes.set_title(fa(title) if title else words("confusion_title"))
    return figure


def plot_mistakes(
    net: Any, images: Any, labels: Any = None, most: int = 16, names: Sequence[str] = ()
) -> Any:
    """Draw images that a net takes for something else, those it is surest of first.

    Args:
        net: gives scores (N, classes).
        images: an array (N, height, width), (N, 1, height, width) or (N, 3, height, width), or a
            `Dataset`, which brings its labels and names.
        labels: (N,) whole numbers.
        most: how many are shown at most.
        names: of the classes.

    Raises:
        SettingError: without matplotlib.
        ShapeError: for images or scores of other shapes.
        DataError: if there are no images.
    """
    whole_number("most", most, 1)
    names = wanted.words("names", names) or getattr(images, "class_names", ())
    inputs, truth = _pair(images, labels)
    scores = outputs_of(net, inputs)
    if scores.ndim != 2 or len(scores) != len(truth):
        raise ShapeError("training.not_scores", shape=scores.shape, samples=len(truth))
    library = backend.library(None)
    sure = library.exp(scores - scores.max(axis=1, keepdims=True))
    sure = sure / sure.sum(axis=1, keepdims=True)
    guess = scores.argmax(axis=1)
    wrong = library.flatnonzero(guess != truth)
    shown = wrong[library.argsort(-sure[wrong, guess[wrong]], kind="stable")][:most]
    with with_matplotlib():
        across = min(8, max(4, len(shown)))
        figure = new_figure(1.35 * across, 1.85 * max(1, -(-len(shown) // across)) + 0.8)
        for axes, number in zip(panels(figure, len(shown), across), shown, strict=True):
            axes.imshow(as_pixels(inputs[number]), cmap="gray")
            bare(axes)
            true, found = (_name(names, int(n)) for n in (truth[number], guess[number]))
            percent = f"{100 * sure[number, guess[number]]:.0f}"
            said = words("mistake", true=true, found=found, percent=percent)
            axes.set_title(said, fontsize=9)
        of_all = {"wrong": len(wrong), "all": len(truth)}
        figure.suptitle(words("mistakes_title" if len(wrong) else "no_mistakes", **of_all))
    return figure


def plot_decision_boundary(
    net: Any, x: Any, y: Any, names: Sequence[str] = (), title: str | None = None
) -> Any:
    """Draw which class a net gives to every point of the plane, and the samples on top.

    Args:
        net: takes (N, 2); gives scores (N, classes), or one number for each sample: class 1 where
            it is above 0 (a logit), or above ½ if no number is below 0 or above 1 (a probability).
        x: an array (N, 2).
        y: (N,) whole numbers, or (N, 1).
        names: of the classes.
        title: above the figure.

    Raises:
        SettingError: without matplotlib.
        ShapeError: unless the inputs have two features and the net gives scores.
        DataError: if there are no samples, or a number is not finite.
    """
    names = wanted.words("names", names)
    inputs, truth = _pair(x, y)
    if inputs.ndim != 2 or inputs.shape[1] != 2:
        raise ShapeError("training.not_two_features", shape=inputs.shape)
    library = backend.library(None)
    if not library.isfinite(inputs).all():
        raise DataError("training.not_finite")
    low, high = inputs.min(axis=0), inputs.max(axis=0)
    edge = 0.15 * library.maximum(high - low, 1e-6)
    axis_x, axis_y = (library.linspace(low[i] - edge[i], high[i] + edge[i], FINE) for i in (0, 1))
    across, up = library.meshgrid(axis_x, axis_y)
    plane = library.stack([across.reshape(-1), up.reshape(-1)], axis=1).astype(inputs.dtype)
    found = classes_of(outputs_of(net, plane)).reshape(FINE, FINE)
    classes = 1 + int(max(found.max(), truth.max(), 1))
    with with_matplotlib():
        figure = new_figure(6.2, 4.8)
        axes = figure.add_subplot()
        colours = [COLOURS[number % len(COLOURS)] for number in range(classes)]
        edges = [number - 0.5 for number in range(classes + 1)]
        axes.contourf(axis_x, axis_y, found, levels=edges, colors=colours, alpha=0.25)
        axes.contour(axis_x, axis_y, found, levels=edges[1:-1], colors="black", linewidths=1.2)
        for number in range(classes):
            points = inputs[truth == number]
            axes.scatter(
                points[:, 0], points[:, 1], c=colours[number], edgecolors="black", s=34,
                marker=MARKERS[number % len(MARKERS)], linewidths=0.8, zorder=3,
                label=_name(names, number) if names else words("class", number=number),
            )  # fmt: skip
        axes.set_xlabel(words("feature", number=1))
        axes.set_ylabel(words("feature", number=2))
        axes.legend(loc="best", fontsize=9)
        axes.set_title(fa(title) if title else words("boundary_title"))
    return figure


def outputs_of(net: Any, inputs: Any) -> Any:
    """Return what a net gives for the rows of an array, as a NumPy array; it leaves no trace."""
    likes = next(iter(wanted.a_net(net).parameters()), None)
    dtype = inputs.dtype
    if likes is not None and inputs.dtype.kind == "f":
        dtype = likes.dtype
    parts = []
    with evaluating(net):
        for start in range(0, len(inputs), BATCH):
            rows = inputs[start : start + BATCH].astype(dtype)
            home = backend.library(None) if likes is None else backend.library(likes.data)
            parts.append(net(Tensor.wrap(backend.move(rows, home))).numpy())
    return backend.library(None).concatenate(parts)


def classes_of(outputs: Any) -> Any:
    """Return the class of each row of scores, or of each single number.

    Raises:
        ShapeError: for outputs of another shape.
    """
    if outputs.ndim == 2 and outputs.shape[1] > 1:
        return outputs.argmax(axis=1)
    if outputs.size != len(outputs):
        raise ShapeError("training.not_scores", shape=outputs.shape, samples=len(outputs))
    single = outputs.reshape(-1)
    probabilities = single.min() >= 0 and single.max() <= 1
    return (single > (0.5 if probabilities else 0.0)).astype("int64")


def as_pixels(image: Any) -> Any:
    """Return an image as matplotlib takes it: (height, width), or (height, width, 3) from 0 to 1.

    Raises:
        ShapeError: for an array that is no image.
    """
    if image.ndim == 3 and image.shape[0] in (1, 3):
        image = image[0] if image.shape[0] == 1 else image.transpose(1, 2, 0)
    if image.ndim not in (2, 3) or (image.ndim == 3 and image.shape[2] != 3):
        raise ShapeError("training.no_image", shape=image.shape)
    low, high = float(image.min()), float(image.max())
    return (image.astype("float64") - low) / ((high - low) or 1.0)


def _pair(inputs: Any, targets: Any) -> tuple[Any, Any]:
    """Return inputs and class numbers as NumPy arrays."""
    if targets is None and hasattr(inputs, "inputs"):
        inputs, targets = inputs.inputs, inputs.targets
    if targets is None:
        raise SettingError("training.no_labels")
    found, truth = (plain(part) for part in (inputs, targets))
    truth = truth.reshape(-1) if truth.ndim == 2 and truth.shape[1] == 1 else truth
    if not found.ndim or found.dtype.kind not in "bifu":
        raise DataError("training.not_samples", type=type(inputs).__name__)
    if len(found) == 0:
        raise DataError("training.no_samples")
    if truth.ndim != 1 or len(truth) != len(found):
        raise ShapeError("training.not_labels", shape=truth.shape, samples=len(found))
    return found, truth.astype("int64")


def plain(part: Any) -> Any:
    """Return a Tensor, an array of any library, or nested lists as a NumPy array."""
    if isinstance(part, Tensor):
        return part.numpy()
    return backend.to_numpy(part) if backend.is_array(part) else backend.library(None).asarray(part)


def _name(names: Sequence[str], number: int) -> str:
    return fa(str(names[number])) if 0 <= number < len(names) else str(number)
