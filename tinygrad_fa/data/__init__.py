"""Data sets, their file formats, and batches.

`load` brings a data set, `Batches` cuts it into batches, `list_datasets` shows what there is.
The names below are found when first asked for (PEP 562), so that ``import tinygrad_fa.data``
costs nothing and does not import NumPy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tinygrad_fa.data.batches import Batches
    from tinygrad_fa.data.catalog import DatasetInfo, FileInfo, cache_folder, get, list_datasets
    from tinygrad_fa.data.cifar import read_cifar
    from tinygrad_fa.data.dataset import Dataset
    from tinygrad_fa.data.hoda import read_cdb
    from tinygrad_fa.data.idx import read_idx, write_idx
    from tinygrad_fa.data.loading import download, load
    from tinygrad_fa.data.table import Table, read_csv
    from tinygrad_fa.data.text import read_text

__all__ = [
    "Batches",
    "Dataset",
    "DatasetInfo",
    "FileInfo",
    "Table",
    "cache_folder",
    "download",
    "get",
    "list_datasets",
    "load",
    "read_cdb",
    "read_cifar",
    "read_csv",
    "read_idx",
    "read_text",
    "write_idx",
]

_HOME = {
    "Batches": "batches",
    "Dataset": "dataset",
    "DatasetInfo": "catalog",
    "FileInfo": "catalog",
    "Table": "table",
    "cache_folder": "catalog",
    "download": "loading",
    "get": "catalog",
    "list_datasets": "catalog",
    "load": "loading",
    "read_cdb": "hoda",
    "read_cifar": "cifar",
    "read_csv": "table",
    "read_idx": "idx",
    "read_text": "text",
    "write_idx": "idx",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
