"""Caffe's HDF5 files (``snapshot_format: HDF5``), through the package h5py.

    .caffemodel.h5      /data/LAYER/NUMBER     a blob;  /diff/LAYER/NUMBER  its gradient
    .solverstate.h5     /iter, /learned_net, /current_step, /history/NUMBER

Of a blob that two layers share only the first is written.  Nothing that a file says is believed:
links to elsewhere are not followed, and an array that claims to be longer than the whole file (a
packed one of zeros might) is refused before memory is asked for.

Source: BVLC/caffe, hdf5.cpp, net.cpp (ToHDF5, CopyTrainedLayersFromHDF5), sgd_solver.cpp.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from tinygrad_fa import backend
from tinygrad_fa.caffe.blobs import Array, LayerBlobs
from tinygrad_fa.language.errors import DataError, FileError, SettingError, TinygradError

Path = str | os.PathLike[str]
MOST_PACKED = 1032  # times: no data becomes shorter than that by deflate (gzip)
MOST_OBJECTS = 100_000  # groups and arrays of a file; a net of 1,000 layers has 5,000


def is_hdf5(path: Path) -> bool:
    """Return whether Caffe would take a file for HDF5: its name ends in ``.h5``."""
    return os.fspath(path).endswith(".h5")


def h5py_package() -> Any:
    """Return the package h5py.

    Raises:
        SettingError: if it is not installed.
    """
    try:
        import h5py
    except ImportError as error:
        raise SettingError("caffe_files.no_h5py") from error
    return h5py


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """Open a file for reading; whatever h5py finds wrong with it becomes a DataError."""
    h5py = h5py_package()
    if not os.path.isfile(path):
        raise FileError("caffe_files.no_file", path=path)
    try:
        with h5py.File(path, "r") as file:
            yield file
    except TinygradError:
        raise
    except (OSError, RuntimeError, KeyError, ValueError, TypeError, IndexError) as error:
        raise DataError("caffe_files.bad_hdf5", path=path, reason=str(error)) from error


def read_model(path: Path) -> dict[str, list[Array | None]]:
    """Return the blobs of a ``.caffemodel.h5`` by the name of their layer.

    None stands for a blob that is not there because it is shared with a layer before.

    Raises:
        FileError, DataError: if there is no such file, or it is damaged or no model.
        SettingError: if the package h5py is not installed.
    """
    with _opened(path) as file:
        numbered: dict[str, dict[int, Array]] = {}
        for name, array in _arrays(file, "data", path):
            layer, _, number = name.rpartition("/")
            numbered.setdefault(layer, {})[_number(number, path)] = array
        return {
            layer: [blobs.get(number) for number in range(max(blobs) + 1)]
            for layer, blobs in numbered.items()
        }


def read_state(path: Path) -> tuple[int, str, int, list[Array]]:
    """Return iteration, name of the model, current step and history of a ``.solverstate.h5``.

    Raises:
        FileError, DataError: if there is no such file, or it is damaged or no solver's state.
        SettingError: if the package h5py is not installed.
    """
    with _opened(path) as file:
        numbers = [
            int(_array(file[name], path).reshape(-1)[0]) for name in ("iter", "current_step")
        ]
        name = file["learned_net"]
        _check_size(name, path)
        net = name[()]
        history = {_number(name, path): array for name, array in _arrays(file, "history", path)}
        net = net.decode("utf-8", "backslashreplace") if isinstance(net, bytes) else str(net)
        if set(history) != set(range(len(history))):
            raise DataError("caffe_files.bad_hdf5", path=path, reason=sorted(history))
        in_order = [history[number] for number in range(len(history))]
        return numbers[0], net.rstrip("\0"), numbers[1], in_order


def read_arrays(path: Path, names: Sequence[str]) -> list[Array]:
    """Return the arrays of these names in an HDF5 file of samples (``hdf5_data_param``).

    Raises:
        FileError, DataError: if there is no such file, it is damaged, or lacks one of them.
        SettingError: if the package h5py is not installed.
    """
    with _opened(path) as file:
        return [_array(file[name], path, packed=MOST_PACKED) for name in names]


def model_bytes(layers: Sequence[LayerBlobs], diff: bool = False) -> memoryview:
    """Return the bytes of a ``.caffemodel.h5``.

    Args:
        layers: the layers with their blobs.
        diff: whether to write the gradients, too.

    Raises:
        SettingError: if the package h5py is not installed.
    """
    memory = io.BytesIO()
    written: set[int] = set()
    with h5py_package().File(memory, "w") as file:
        file.create_group("data")
        if diff:
            file.create_group("diff")
        for layer in layers:
            blobs = layer.read()
            group = file["data"].create_group(layer.name)
            for number, blob in enumerate(blobs):
                tensor = layer.tensors[number] if number < len(layer.tensors) else None
                if id(tensor) in written:
                    continue
                group[str(number)] = blob
                if tensor is not None:
                    written.add(id(tensor))
                    if diff and tensor.grad is not None:
                        file[f"diff/{layer.name}/{number}"] = backend.to_numpy(tensor.grad.data)
    return memory.getbuffer()


def state_bytes(
    iteration: int, learned_net: str, step: int, history: Sequence[Array]
) -> memoryview:
    """Return the bytes of a ``.solverstate.h5``.

    Raises:
        SettingError: if the package h5py is not installed.
    """
    memory = io.BytesIO()
    with h5py_package().File(memory, "w") as file:
        file["iter"] = np.array([iteration], "i4")
        file["learned_net"] = np.bytes_(learned_net.encode())
        file["current_step"] = np.array([step], "i4")
        group = file.create_group("history")
        for number, blob in enumerate(history):
            group[str(number)] = blob
    return memory.getbuffer()


def _arrays(file: Any, name: str, path: Path) -> Iterator[tuple[str, Array]]:
    """Yield (name below, array) of all arrays in a group, and in the groups in it."""
    h5py = h5py_package()
    is_here = isinstance(file.get(name, getlink=True), h5py.HardLink)
    if not is_here or not isinstance(file[name], h5py.Group):
        raise DataError("caffe_files.bad_hdf5", path=path, reason=f"/{name}")
    places: list[str] = []

    def note(place: str) -> bool | None:
        places.append(place)
        return len(places) > MOST_OBJECTS or None

    file[name].visit(note)
    if len(places) > MOST_OBJECTS:
        raise DataError("caffe_files.bad_hdf5", path=path, reason=f"/{name}: > {MOST_OBJECTS}")
    for place in places:
        there = file[name][place]
        if isinstance(there, h5py.Dataset):
            yield place, _array(there, path)


def _array(dataset: Any, path: Path, packed: int = 1) -> Array:
    _check_size(dataset, path, packed)
    array = np.asarray(dataset[()])
    if array.dtype.kind not in "fiu":
        raise DataError("caffe_files.bad_hdf5", path=path, reason=f"{dataset.name}: {array.dtype}")
    return array


def _check_size(dataset: Any, path: Path, packed: int = 1) -> None:
    """Refuse what is no array, is `packed` times longer than the file, or lies in another one."""
    if not isinstance(dataset, h5py_package().Dataset):
        raise DataError("caffe_files.bad_hdf5", path=path, reason=dataset.name)
    elsewhere = dataset.external or dataset.is_virtual
    if elsewhere or dataset.size * dataset.dtype.itemsize > packed * os.path.getsize(path):
        reason = f"{dataset.name}: {dataset.shape} {dataset.dtype}"
        raise DataError("caffe_files.bad_hdf5", path=path, reason=reason)


def _number(name: str, path: Path) -> int:
    if not (name.isascii() and name.isdigit() and len(name) < 5):
        raise DataError("caffe_files.bad_hdf5", path=path, reason=name)
    return int(name)
