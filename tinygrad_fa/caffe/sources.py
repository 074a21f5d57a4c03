"""Which samples the data layers of a net stand for.

A prototxt names a data base on somebody's disk; `data` says what is to be read in its place::

    data="mnist"                                   the training or the test set, as the source,
                                                   else the phase, says
    data="mnist:test"                              one split for all
    data="sources.json", data={"examples/mnist/mnist_train_lmdb": "mnist:train", …}
    data={"train": (images, labels), "test": (images, labels)}
    data=None                                      the data base itself (LMDB)

The keys of a mapping are looked for in this order: the source, the last part of its path, the name
of the layer, ``"train"`` or ``"test"`` (which of the two, says the source's name, else the phase).
Images of a data set of ours count as pixels 0 … 255, as in Caffe's data bases; arrays of the user's
are taken as they are.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tinygrad_fa import data
from tinygrad_fa.caffe.databases import read_lmdb
from tinygrad_fa.caffe.feed import Rows, Transform
from tinygrad_fa.caffe.hdf5 import read_arrays
from tinygrad_fa.caffe.kinds import DATA_PARAMS
from tinygrad_fa.caffe.means import read_mean
from tinygrad_fa.caffe.message import Message
from tinygrad_fa.data import Dataset
from tinygrad_fa.data.files import read_content
from tinygrad_fa.language.errors import DataError, SettingError, TinygradError

Array = NDArray[Any]
Samples = tuple[Array, Array]

MAX_MAPPING_BYTES = 1 << 20


@dataclass
class Sources:
    """Finds the samples of data layers, and remembers the means that were computed.

    Args:
        given: what `data` says (see the top of this file).
        root, download: handed on to `tinygrad_fa.data.load`.
        seed: of random crops and mirrors.
        folders: where paths in the files may begin.
    """

    given: Any = None
    root: str | Path | None = None
    download: bool = False
    seed: int = 0
    folders: tuple[Path, ...] = (Path(),)
    means: dict[str, Array] = field(default_factory=dict)
    _loaded: dict[tuple[str, str], Samples] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if isinstance(self.given, (str, Path)) and str(self.given).endswith(".json"):
            self.given = _mapping(Path(self.given))

    def rows(self, layer: Message, phase: str) -> Rows:
        """Return the samples of a data layer as it delivers them.

        Raises:
            SettingError, DataError, FileError: if nobody knows what its source stands for, or that
                cannot be read.
        """
        settings = getattr(layer, DATA_PARAMS[layer.type])
        arrays = self._arrays(layer, settings, phase)
        if layer.type == "HDF5Data":
            return Rows(
                layer.name, arrays, settings.batch_size, seed=self.seed, shuffle=settings.shuffle
            )
        pixels, labels = arrays
        transform = self._transform(layer, pixels, phase)
        tops = [pixels, labels][: len(layer.top)]
        rows = Rows(layer.name, tops, settings.batch_size, transform, self.seed, labels)
        if layer.type in ("Data", "ImageData") and settings.rand_skip:
            rows.row = int(np.random.default_rng(self.seed).integers(settings.rand_skip))
        return rows

    # Samples ------------------------------------------------------------------------------

    def _arrays(self, layer: Message, settings: Message, phase: str) -> list[Array]:
        source = "" if layer.type == "MemoryData" else settings.source
        chosen, key = self._chosen(layer, source, phase)
        if chosen is None and layer.type == "Data":
            return list(self._data_base(layer, source, settings.backend))
        if chosen is None and layer.type == "HDF5Data":
            return self._hdf5(layer, source)
        if chosen is None:
            raise SettingError(
                "caffe_data.unmapped", layer=layer.name, type=layer.type, source=source
            )
        if layer.type == "HDF5Data" and isinstance(chosen, (tuple, list)):
            return [np.asarray(array) for array in chosen]
        return list(self._samples(chosen, key or source, phase, layer.name))

    def _chosen(self, layer: Message, source: str, phase: str) -> tuple[Any, str]:
        """Return what stands for a source, and the key under which it was found."""
        if not isinstance(self.given, Mapping):
            return self.given, ""
        last = source.rstrip("/").rsplit("/", 1)[-1]
        for key in (source, last, layer.name, split_of(source, phase)):
            if key and key in self.given:
                return self.given[key], key
        raise SettingError(
            "caffe_data.no_key", layer=layer.name, source=source,
            known=", ".join(map(str, self.given)) or "-",
        )  # fmt: skip

    def _samples(self, chosen: Any, told: str, phase: str, layer: str) -> Samples:
        """Return pixels (N, C, H, W) and labels (N,) of whatever the user said."""
        if isinstance(chosen, Dataset):
            return _pixels(chosen)
        if isinstance(chosen, (tuple, list)) and len(chosen) == 2:
            return np.asarray(chosen[0]), np.asarray(chosen[1])
        settings: dict[str, Any] = {}
        if isinstance(chosen, Mapping):
            settings = dict(chosen)
            chosen = settings.pop("data", None)
            unknown = set(settings) - {"split", "root", "download"}
            if unknown or chosen is None:
                raise SettingError("caffe_data.bad_value", layer=layer, value=repr(chosen))
        if not isinstance(chosen, (str, Path)):
            raise SettingError("caffe_data.bad_value", layer=layer, value=type(chosen).__name__)
        if Path(chosen).is_dir():
            return self._lmdb(Path(chosen))
        name, _, split = str(chosen).partition(":")
        split = split or settings.get("split", "") or split_of(told, phase)
        where = {"root": settings.get("root", self.root)}
        return self._load(name, split, settings.get("download", self.download), **where)

    def _load(self, name: str, split: str, download: bool, root: Any) -> Samples:
        key = name, split
        if key not in self._loaded:
            loaded = data.load(name, split=split, root=root, download=download)
            self._loaded[key] = _pixels(loaded)
        return self._loaded[key]

    def _data_base(self, layer: Message, source: str, backend: str) -> Samples:
        place = self._found(source)
        if place is None or backend != "LMDB":
            raise SettingError(
                "caffe_data.no_source", layer=layer.name, source=source, backend=backend
            )
        return self._lmdb(place)

    def _lmdb(self, place: Path) -> Samples:
        return read_lmdb(place)

    def _hdf5(self, layer: Message, source: str) -> list[Array]:
        """Return the arrays called like the layer's tops out of the HDF5 files in a list."""
        place = self._found(source)
        if place is None:
            raise SettingError(
                "caffe_data.no_source", layer=layer.name, source=source, backend="HDF5"
            )
        lines = read_content(place, MAX_MAPPING_BYTES).decode("utf-8", "replace").split("\n")
        files = [line.strip() for line in lines if line.strip()]
        parts = [read_arrays(self._found(file) or Path(file), list(layer.top)) for file in files]
        if not parts:
            raise DataError("caffe_data.no_rows", layer=layer.name)
        return [np.concatenate(arrays) for arrays in zip(*parts, strict=True)]

    def _found(self, path: str) -> Path | None:
        """Return where a path of the file leads, from the folders where it may begin."""
        return find(path, self.folders)

    # transform_param ----------------------------------------------------------------------

    def _transform(self, layer: Message, pixels: Array, phase: str) -> Transform:
        settings = layer.transform_param
        if pixels.ndim != 4:
            if settings.set_fields():
                raise DataError("caffe_data.no_images", layer=layer.name, shape=pixels.shape)
            return Transform()
        mean = self._mean(layer, settings, pixels)
        crop = settings.crop_size
        if crop > min(pixels.shape[2:]):
            raise SettingError(
                "caffe_data.crop", layer=layer.name, crop=crop, shape=pixels.shape[1:]
            )
        return Transform(settings.scale, mean, crop, settings.mirror, phase == "TRAIN")

    def _mean(self, layer: Message, settings: Message, pixels: Array) -> Array | None:
        shape = pixels.shape[1:]
        if settings.has("mean_file"):
            if settings.mean_value:
                raise SettingError("caffe_data.two_means", layer=layer.name)
            mean = self._mean_file(settings.mean_file, pixels)
            if mean.shape != shape:
                raise DataError(
                    "caffe_data.mean_shape", path=settings.mean_file, mean=mean.shape, shape=shape
                )
            return mean
        values = settings.mean_value
        if not values:
            return None
        if len(values) not in (1, shape[0]):
            raise SettingError(
                "caffe_data.mean_values", layer=layer.name, count=len(values), channels=shape[0]
            )
        return np.asarray(values, np.float32).reshape(-1, 1, 1)

    def _mean_file(self, path: str, pixels: Array) -> Array:
        """Return the mean image of a file; where there is none, that of the samples at hand.

        The net that is trained is built first, so it is the mean of the training set, and the test
        nets, which name the same file, take it over: just what Caffe's scripts put into the file.
        """
        if path not in self.means:
            place = self._found(path)
            if place is not None:
                self.means[path] = np.asarray(read_mean(place), np.float32)
            else:
                if self.given is None:
                    raise SettingError("caffe_data.no_mean_file", path=path)
                mean = pixels.mean(axis=0, dtype=np.float64)
                self.means[path] = mean.astype(np.float32)
        return self.means[path]


def folders_of(path: str | Path) -> tuple[Path, ...]:
    """Return where paths in a file may begin: here, at the file's folder, at those above it."""
    folder = Path(path).expanduser().resolve().parent
    return (Path(), folder, *folder.parents)


def find(path: str, folders: tuple[Path, ...]) -> Path | None:
    """Return the first place where there is such a path, beginning in one of `folders_of` a file.

    A folder above that of the file counts only if the path leads back down towards the file: so
    ``examples/mnist/net.prototxt`` is found from a file in ``…/caffe/examples/mnist``.
    """
    if not path:
        return None
    wanted = Path(path).expanduser()
    first = wanted.parts[:1]
    above = [folder for folder in folders[2:] if first and folder / first[0] in folders]
    places = (folder / wanted for folder in (*folders[:2], *above))
    return next((place for place in places if place.exists()), None)


def split_of(source: str, phase: str) -> str:
    """Return which part of a data set a source is, by its name, else by the phase."""
    last = source.rstrip("/").rsplit("/", 1)[-1].lower()
    if "train" in last:
        return "train"
    if "test" in last or "val" in last:
        return "test"
    return "train" if phase == "TRAIN" else "test"


def _pixels(dataset: Dataset) -> Samples:
    """Return the images of a data set as pixels 0 … 255, and its labels."""
    inputs = dataset.inputs
    if inputs.ndim == 4 and inputs.dtype.kind == "f" and dataset.info is not None:
        inputs = np.rint(inputs * 255).astype(np.uint8)
    return inputs, dataset.targets


def _mapping(path: Path) -> dict[str, Any]:
    """Read a mapping file: JSON, source → what stands for it."""
    try:
        found = json.loads(read_content(path, MAX_MAPPING_BYTES))
    except TinygradError:
        raise
    except (ValueError, RecursionError) as error:
        raise DataError("caffe_data.bad_mapping", path=path, reason=error) from error
    if not isinstance(found, dict):
        raise DataError("caffe_data.bad_mapping", path=path, reason=type(found).__name__)
    return found
