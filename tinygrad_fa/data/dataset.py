"""A data set in memory: arrays of inputs and targets, or a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tinygrad_fa.language.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinygrad_fa.data.catalog import DatasetInfo


class Dataset:
    """The samples of one split of a data set, as `tinygrad_fa.data.load` gives them.

    Images: `inputs` (N, 1, 28, 28) or (N, 3, 32, 32), float32 from 0 to 1; `targets` (N,) int64.
    Tables: `inputs` (N, features) float32 as measured, not normalised; `targets` (N,) int64.
    Texts: `text`, and its `lines` and `passages`; they have neither inputs nor targets.

    ``dataset[3]`` is the pair (input, target) of one sample, ``dataset[:100]`` a smaller data
    set; for a text they are a line and a list of lines.

    Args:
        name, split, source: which data set this is, which part, and whether it is the
            ``"bundled"`` or the ``"full"`` one.
        inputs, targets: arrays with the same number of rows, or None for a text.
        text: the text, or None for arrays.
        info: the record of the catalog.
        feature_names: of the columns of a table.

    Raises:
        DataError: if `inputs` and `targets` do not have the same number of rows, or there is
            neither an array nor a text.
    """

    def __init__(
        self,
        name: str,
        *,
        inputs: NDArray[Any] | None = None,
        targets: NDArray[Any] | None = None,
        text: str | None = None,
        split: str | None = None,
        source: str = "bundled",
        info: DatasetInfo | None = None,
        feature_names: Sequence[str] = (),
    ) -> None:
        self.name, self.split, self.source, self.info = name, split, source, info
        self.feature_names = tuple(feature_names)
        self._inputs, self._targets, self._text = inputs, targets, text
        if text is None:
            if len(self.inputs) != len(self.targets):
                raise DataError(
                    "data.lengths_differ", inputs=len(self.inputs), targets=len(self.targets)
                )
        else:
            self.lines: list[str] = [line for line in text.split("\n") if line.strip()]

    @property
    def inputs(self) -> NDArray[Any]:
        """The inputs, one row per sample."""
        if self._inputs is None:
            raise DataError("data.text_has_no_arrays", name=self.name)
        return self._inputs

    @property
    def targets(self) -> NDArray[Any]:
        """The target of every sample, for a classification its label."""
        if self._targets is None:
            raise DataError("data.text_has_no_arrays", name=self.name)
        return self._targets

    @property
    def text(self) -> str:
        """The whole text."""
        if self._text is None:
            raise DataError("data.arrays_have_no_text", name=self.name)
        return self._text

    @property
    def passages(self) -> list[str]:
        """The parts between blank lines: the poems of a poet."""
        return [part.strip("\n") for part in self.text.split("\n\n") if part.strip()]

    @property
    def class_names(self) -> tuple[str, ...]:
        """The name of each class in the language in use, in the order of the labels."""
        return self.info.class_names if self.info is not None else ()

    def __len__(self) -> int:
        return len(self.lines) if self._text is not None else len(self.inputs)

    def __getitem__(self, index: Any) -> Any:
        if self._text is not None:
            return self.lines[index]
        if isinstance(index, (int, np.integer)):
            return self.inputs[index], self.targets[index]
        return Dataset(
            self.name,
            inputs=self.inputs[index],
            targets=self.targets[index],
            split=self.split,
            source=self.source,
            info=self.info,
            feature_names=self.feature_names,
        )

    def __repr__(self) -> str:
        which = " ".join(part for part in (self.name, self.split, f"({self.source})") if part)
        if self._text is not None:
            return f"<Dataset {which}: {len(self.text)} characters, {len(self)} lines>"
        classes = f", {len(self.class_names)} classes" if self.class_names else ""
        return (
            f"<Dataset {which}: inputs {self.inputs.shape} {self.inputs.dtype}, "
            f"targets {self.targets.shape} {self.targets.dtype}{classes}>"
        )
