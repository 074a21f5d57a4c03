"""Races in pictures and films of matplotlib, for slides: PNG, SVG, PDF, GIF, MP4."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from importlib import import_module
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tinygrad_fa.draw.curves import with_matplotlib
from tinygrad_fa.draw.figures import bytes_of
from tinygrad_fa.draw.picture import path_and_ending
from tinygrad_fa.draw.race_scene import Scene, figure, moments
from tinygrad_fa.draw.race_style import COLOURS
from tinygrad_fa.files import write_whole
from tinygrad_fa.language.errors import SettingError

if TYPE_CHECKING:
    from tinygrad_fa.draw.races import Race

PICTURES = (".png", ".svg", ".pdf")
ENDINGS = (".html", ".md", *PICTURES, ".gif", ".mp4")
PER_SECOND = 15
LAST = 2 * PER_SECOND  # how long the last picture stands still, in pictures


def save(race: Race, path: str | Path, view: str) -> Path:
    """Write a race to a file; see `Race.save`."""
    target, ending = path_and_ending(path, ENDINGS)
    makers: dict[str, Callable[[], bytes]] = {
        ".html": lambda: race.html.encode(),
        ".md": lambda: (race.table().markdown + "\n").encode(),
        **dict.fromkeys(PICTURES, lambda: picture(race, ending[1:], view)),
        ".gif": lambda: gif(race, view),
        ".mp4": lambda: mp4(race, view),
    }
    write_whole(target, [makers[ending]()])
    return target


def picture(race: Race, kind: str, view: str = "plane") -> bytes:
    """Return the last picture as the bytes of a file."""
    with with_matplotlib():
        return bytes_of(figure(race, None, view), kind)


def png(race: Race) -> bytes:
    """Return the last picture as the bytes of a PNG."""
    return picture(race, "png")


def gif(race: Race, view: str = "plane") -> bytes:
    """Return a film as the bytes of an animated GIF that begins again at its end."""
    with with_matplotlib():
        image = import_module("PIL.Image")
        pictures = [
            image.fromarray(frame).convert("RGB")
            for frame in Scene(race, view).frames(moments(race.steps))
        ]
    palette = image.new("P", (1, 1))
    palette.putpalette(palette_numbers())
    small = [one.quantize(palette=palette, dither=image.Dither.NONE) for one in pictures]
    file = BytesIO()
    long = 1000 // PER_SECOND
    durations = [long] * (len(small) - 1) + [long * LAST]
    small[0].save(file, "GIF", save_all=True, append_images=small[1:], duration=durations, loop=0)
    return file.getvalue()


def palette_numbers() -> list[int]:
    """Return the colours of a GIF: greys, and those of the ways, mixed with black and with white.

    A palette that a program chooses has the greys of the surface, and a few ways in one colour.
    """
    shades = [(grey, grey, grey) for grey in (*range(0, 256, 5), 255)]
    for name in COLOURS:
        colour = tuple(int(name[i : i + 2], 16) for i in (1, 3, 5))
        for other in (0, 255):
            for share in (1.0, 0.85, 0.65, 0.45, 0.25):
                mixed = (round(share * part + (1 - share) * other) for part in colour)
                shades.append(tuple(mixed))  # type: ignore[arg-type]
    return [part for shade in dict.fromkeys(shades) for part in shade]


def mp4(race: Race, view: str = "plane") -> bytes:
    """Return a film as the bytes of an MP4 (H.264).

    Raises:
        SettingError: if the program ffmpeg is not there, or fails.
    """
    with with_matplotlib():
        writer = import_module("matplotlib.animation").FFMpegWriter
        if not writer.isAvailable():
            raise SettingError("races.no_ffmpeg")
        scene = Scene(race, view)
        steps = moments(race.steps)
        width, height = (int(n) for n in scene.canvas.get_width_height())
        with TemporaryDirectory() as folder:
            target = Path(folder) / "race.mp4"
            command = [
                writer.bin_path(), "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgba",
                "-s", f"{width}x{height}", "-r", str(PER_SECOND), "-i", "-", "-an",
                # H.264 halves the colours' resolution, so both sides must be even.
                "-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-vcodec", "libx264",
                "-pix_fmt", "yuv420p", "-y", str(target),
            ]  # fmt: skip
            frames = scene.frames([*steps, *[steps[-1]] * LAST])
            _pipe(command, (frame.tobytes() for frame in frames))
            return target.read_bytes()


def _pipe(command: list[str], parts: Iterator[bytes]) -> None:
    """Run a program and write to it.

    Raises:
        SettingError: with what it complains of.
    """
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as program:
        assert program.stdin is not None and program.stderr is not None
        try:
            for part in parts:
                program.stdin.write(part)
            program.stdin.close()
        except BrokenPipeError:
            pass  # it has given up; its complaint says why
        complaint = program.stderr.read().decode(errors="replace").strip()
    if program.returncode:
        raise SettingError("races.ffmpeg_failed", reason=complaint.splitlines()[-1:] or "?")
