"""Putting saved arrays back into a layer: all of them, or none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from tinygrad_fa import backend, language
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import StateError

SHOWN = 12  # of a long list of names an error shows this many


class LoadReport(NamedTuple):
    """What `load_state_dict` did not find a counterpart for."""

    missing: list[str]
    unexpected: list[str]


def load(tensors: Mapping[str, Tensor], saved: Any, strict: bool) -> LoadReport:
    """Put each array of `saved` into the tensor of its name, and tell what was left over.

    Raises:
        StateError: if a shape or the kind of numbers does not fit, if `saved` is no mapping, or,
            when `strict`, if a name is missing or too much.  Nothing is changed then.
    """
    if not isinstance(saved, Mapping):
        raise StateError("layers.state_no_mapping", type=type(saved).__name__)
    report = LoadReport(
        [name for name in tensors if name not in saved],
        [name for name in saved if name not in tensors],
    )
    arrays = {name: _array(saved[name]) for name in tensors if name in saved}
    misfits = [
        f"  `{name}`: `{array.shape} {array.dtype}` → `{tensors[name].shape} {tensors[name].dtype}`"
        for name, array in arrays.items()
        if not _fits(array, tensors[name])
    ]
    if misfits or (strict and (report.missing or report.unexpected)):
        raise StateError("layers.state_misfit", details=_Details(report, misfits))
    for name, array in arrays.items():
        tensor = tensors[name]
        library = backend.library(tensor.data)
        tensor.replace_data(library.array(array, dtype=tensor.dtype))
    return report


def _array(saved: Any) -> Any:
    array = saved.data if isinstance(saved, Tensor) else saved
    return backend.to_numpy(array) if backend.is_array(array) else backend.new_array(array)


def _fits(array: Any, tensor: Tensor) -> bool:
    """Return whether shape and kind fit: whole numbers may become fractions, not the reverse."""
    same_kind = backend.library(None).can_cast(array.dtype, tensor.dtype, casting="same_kind")
    return bool(array.shape == tensor.shape and same_kind)


class _Details:
    """The lists of an error, written when it is shown, in the language of that moment."""

    def __init__(self, report: LoadReport, misfits: list[str]) -> None:
        self.report, self.misfits = report, misfits

    def __str__(self) -> str:
        lists = {
            "state_missing": [f"  `{name}`" for name in self.report.missing],
            "state_unexpected": [f"  `{name}`" for name in self.report.unexpected],
            "state_shapes": self.misfits,
        }
        parts = []
        for key, rows in lists.items():
            if rows:
                parts += [language.text(f"layers.{key}", None, count=len(rows)), *rows[:SHOWN]]
                parts += ["  …"] if len(rows) > SHOWN else []
        return "\n".join(parts)
