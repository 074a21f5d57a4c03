"""The scene of a race as matplotlib draws it: the surface, the ways on it, a legend."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

from tinygrad_fa import backend
from tinygrad_fa.draw.curves import with_matplotlib
from tinygrad_fa.draw.figures import DPI, new_figure
from tinygrad_fa.draw.persian import fa
from tinygrad_fa.draw.race_style import OUTLINE, WIDTH, style
from tinygrad_fa.language import text
from tinygrad_fa.language.errors import SettingError

if TYPE_CHECKING:
    from tinygrad_fa.draw.races import Race, Run

VIEWS = ("plane", "space")
FRAMES = 120  # a longer race is shown in so many pictures
LEVELS = 16
SIDE = 6.0  # inches


def figure(race: Race, step: int | None = None, view: str = "plane") -> Any:
    """Return a figure of the ways so far; see `Race.figure`."""
    if step is not None and not (isinstance(step, int) and 0 <= step <= race.steps):
        raise SettingError("races.bad_step", step=step, most=race.steps)
    with with_matplotlib():
        scene = Scene(race, view)
        scene.show(race.steps if step is None else step)
    return scene.figure


class Scene:
    """A figure with the surface, the ways, and a legend that says who left or diverged."""

    def __init__(self, race: Race, view: str) -> None:
        if view not in VIEWS:
            known = ", ".join(f"`{name}`" for name in VIEWS)
            raise SettingError("races.unknown_view", view=view, known=known)
        self.race, self.flat = race, view == "plane"
        self.figure = new_figure(SIDE + 3.2 * columns(race), SIDE)
        self.canvas = self.figure.canvas
        self.axes = self._ground() if self.flat else self._hills()
        self.axes.set_xlabel("x")
        self.axes.set_ylabel("y")
        self.ways = [self._way(number, run) for number, run in enumerate(race.runs)]
        self.tracks = [track(race, run) for run in race.runs]
        self._write()

    def _ground(self) -> Any:
        """Draw the heights as lines of equal height."""
        surface = self.race.surface
        axes = self.figure.add_subplot()
        x, y, heights = surface.grid
        shown = surface.scale(heights)
        axes.contourf(x, y, shown, levels=LEVELS, cmap="Greys", alpha=0.45, vmin=0, vmax=1.6)
        axes.contour(x, y, shown, levels=LEVELS, colors="#777777", linewidths=0.5)
        for low in surface.lowest:
            axes.plot(*low, marker="+", color="black", markersize=11, markeredgewidth=1.8)
        axes.set_xlim(surface.across)
        axes.set_ylim(surface.up)
        return axes

    def _hills(self) -> Any:
        """Draw the surface as it lies in space."""
        surface = self.race.surface
        # What stands in space has no edges that a layout could align, so its place is said.
        self.figure.set_layout_engine("none")
        wide = SIDE / self.figure.get_figwidth()
        axes = self.figure.add_axes(
            (0.0, 0.04, 1.05 * wide, 0.9), projection="3d", computed_zorder=False
        )
        x, y, heights = surface.grid
        grid_x, grid_y = backend.library(x).meshgrid(x, y)
        axes.plot_surface(
            grid_x, grid_y, surface.scale(heights), rcount=40, ccount=40, cmap="Greys",
            vmin=0, vmax=1.6, alpha=0.75, edgecolor="#999999", linewidth=0.2, zorder=0,
        )  # fmt: skip
        axes.set_zticklabels([])
        axes.view_init(elev=38, azim=50)
        return axes

    def _way(self, number: int, run: Run) -> tuple[Any, Any]:
        """Return the line of a way, and the dot at its head; they are drawn later."""
        effects = import_module("matplotlib.patheffects")
        colour, dashes = style(number)
        point = 72 / DPI  # of a pixel
        line_style: Any = (0, [dash / WIDTH for dash in dashes]) if dashes else "-"
        nothing: list[list[float]] = [[]] * (2 if self.flat else 3)
        (line,) = self.axes.plot(
            *nothing, color=colour, linewidth=WIDTH * point, linestyle=line_style,
            dash_capstyle="butt", zorder=5, label=self._label(run), animated=True,
        )  # fmt: skip
        outline = effects.Stroke(linewidth=(WIDTH + OUTLINE) * point, foreground="black")
        line.set_path_effects([outline, effects.Normal()])
        (head,) = self.axes.plot(
            *nothing, marker="o", markersize=7, color=colour, markeredgecolor="black",
            linestyle="", zorder=6, animated=True,
        )  # fmt: skip
        return line, head

    def _label(self, run: Run) -> str:
        remark = run.end_in(self.race.lang, "_short")
        separator = "، " if self.race.lang == "fa" else ", "
        return fa(run.label + (separator + remark if remark else ""))

    def _write(self) -> None:
        """Write the title and the legend."""
        race = self.race
        title = text("races.title", race.lang, surface=race.surface.title_in(race.lang))
        self.axes.set_title(fa(title))
        handles = [line for line, _ in self.ways]
        legend = self.figure.legend(
            handles=handles, loc="outside right upper" if self.flat else "upper right",
            frameon=False, handlelength=4.5, ncols=columns(race),
            fontsize=8 if len(handles) > 12 else 10,
        )  # fmt: skip
        for line in legend.get_lines():
            line.set_animated(False)
        self.counter = self.figure.text(
            0.99, 0.02, "", ha="right", va="bottom", fontsize=11, animated=True
        )

    def show(self, step: int, moving: bool = False) -> None:
        """Bring the ways to a step.

        Args:
            moving: whether they are painted over a picture that stands, as in a film.
        """
        for (line, head), points in zip(self.ways, self.tracks, strict=True):
            seen = points[: step + 1]
            coordinates = [list(numbers) for numbers in zip(*seen, strict=True)]
            last = [[numbers[-1]] for numbers in coordinates]
            for artist, data in ((line, coordinates), (head, last)):
                if self.flat:
                    artist.set_data(*data[:2])
                else:
                    artist.set_data_3d(*data)
                artist.set_animated(moving)
        self.counter.set_text(fa(text("races.step_number", self.race.lang, step=step)))
        self.counter.set_animated(moving)

    def frames(self, steps: list[int]) -> Iterator[Any]:
        """Yield the picture of each step: an array (height, width, 4) of bytes.

        The surface, which is most of the work, is drawn once.
        """
        self.canvas.draw()
        self.figure.set_layout_engine("none")
        ground = self.canvas.copy_from_bbox(self.figure.bbox)
        for step in steps:
            self.canvas.restore_region(ground)
            self.show(step, moving=True)
            for line, head in self.ways:
                self.axes.draw_artist(line)
                self.axes.draw_artist(head)
            self.figure.draw_artist(self.counter)
            yield backend.library(None).array(self.canvas.buffer_rgba())


def columns(race: Race) -> int:
    """Return how many columns the legend has."""
    return -(-len(race.runs) // 24)


def track(race: Race, run: Run) -> list[tuple[float, float, float]]:
    """Return the points of a way, kept within the picture, with the heights as they are shown."""
    surface = race.surface
    flat = [clamped(point, race) for point in run.points]
    heights = surface.scale(surface.heights(*zip(*flat, strict=True)))
    return [(x, y, float(z)) for (x, y), z in zip(flat, heights, strict=True)]


def clamped(point: tuple[float, float], race: Race) -> tuple[float, float]:
    """Return the point of the picture that is nearest to a point."""
    bounds = (race.surface.across, race.surface.up)
    x, y = (max(low, min(n, high)) for n, (low, high) in zip(point, bounds, strict=True))
    return x, y


def moments(steps: int, most: int = FRAMES) -> list[int]:
    """Return the steps that are shown: all, or so many evenly spread, the last one among them."""
    every = -(-steps // most)
    shown = list(range(0, steps, every))
    return [*shown, steps]
