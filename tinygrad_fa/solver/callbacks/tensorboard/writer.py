"""`EventWriter`: one event file of TensorBoard."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tinygrad_fa.files import append_whole, make_folder
from tinygrad_fa.language.errors import FileError
from tinygrad_fa.solver.callbacks.tensorboard import summaries
from tinygrad_fa.solver.callbacks.tensorboard.records import FRAME_SIZE, framed

FLUSH_AT = 1 << 15  # bytes that wait before they are written
MOST_WAITING = 1 << 26  # bytes; of a disk that stays full no more than this is remembered


class EventWriter:
    """Writes numbers, histograms, images, texts and a graph to a file that TensorBoard reads.

        writer = EventWriter("logs/mine")
        writer.scalar("loss", 0.5, step=1)
        writer.close()

    Args:
        folder: TensorBoard calls what is in one folder a run; it is made when it is needed.
        name: of the file in it; a new one unless given.
        length: how much of that file is to be kept, in bytes; the rest is cut off.
        clock: gives the seconds since 1970.

    Raises:
        FileError: from each method, if the file cannot be written; what waits is tried again.
    """

    def __init__(
        self,
        folder: str | os.PathLike[str],
        name: str | None = None,
        length: int = 0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.folder, self.clock, self.length = Path(folder), clock, length
        self.name = name or self._new_name()
        self._waiting: list[bytes] = []  # contents of records
        self._framed: list[bytes] = []  # records that could not be written yet
        self._waiting_size = 0  # of both, in bytes
        self._goes_on = length > 0  # in a file in which something may stand after its length
        if not self._goes_on:
            self._begin()

    def _new_name(self) -> str:
        return f"events.out.tfevents.{int(self.clock())}.{secrets.token_hex(4)}"

    def _begin(self) -> None:
        """Begin a file: what waits is its start."""
        self._waiting.insert(0, summaries.file_version(self.clock()))

    @property
    def path(self) -> Path:
        """Where the file is."""
        return self.folder / self.name

    def _add(self, content: bytes) -> None:
        size = len(content) + FRAME_SIZE
        if self._waiting_size + size > MOST_WAITING:
            return
        self._waiting.append(content)
        self._waiting_size += size
        if self._waiting_size >= FLUSH_AT:
            self.flush()

    def _add_event(self, step: int, field: bytes) -> None:
        self._add(summaries.event(self.clock(), step, field))

    def scalar(self, tag: str, number: float, step: int) -> None:
        """Write one number of the curve `tag`."""
        self.scalars({tag: number}, step)

    def scalars(self, numbers: Mapping[str, float], step: int) -> None:
        """Write a number for each of several curves."""
        self._add_event(step, summaries.scalars(numbers))

    def histogram(self, tag: str, array: Any, step: int) -> None:
        """Write how the numbers of an array are spread (nothing, if it has none)."""
        field = summaries.histogram(tag, array)
        if field is not None:
            self._add_event(step, field)

    def image(self, tag: str, pixels: Any, step: int) -> None:
        """Write an image: (height, width) or (height, width, 3), numbers from 0 to 255."""
        self._add_event(step, summaries.image(tag, pixels))

    def text(self, tag: str, words: str, step: int) -> None:
        """Write a text in Markdown."""
        self._add_event(step, summaries.text(tag, words))

    def graph(self, definition: bytes) -> None:
        """Write a graph, encoded as a GraphDef."""
        self._add(summaries.event(self.clock(), 0, summaries.content(4, definition)))

    def flush(self, force: bool = False) -> None:
        """Write what waits.

        Args:
            force: wait until the disk has it.
        """
        make_folder(self.folder)
        try:
            self._cut()
        except OSError as error:
            reason = error.strerror or error
            raise FileError("files.cannot_write", path=self.path, reason=reason) from error
        self._framed.append(framed(self._waiting))
        self._waiting = []
        self.length = append_whole(self.path, b"".join(self._framed), force)
        self._framed, self._waiting_size = [], 0

    def _cut(self) -> None:
        """Bring a file that is gone on with to its length; begin another if it is not there."""
        if not self._goes_on:
            return
        if self.path.is_file() and self.path.stat().st_size >= self.length:
            os.truncate(self.path, self.length)
        else:
            self.name = self._new_name()
            self._begin()
        self._goes_on = False

    def close(self) -> None:
        """Write what waits; another event opens the file again."""
        self.flush()
