"""``.solverstate`` files: what Caffe keeps of a training, beside the weights, to go on with it.

    iter            how many updates were made
    learned_net     the path of the file of weights
    history         what the update rule remembers: all first slots, then all second slots, in the
                    order of the blobs of the net (BatchNorm's statistics are among them, with 0)
    current_step    how many stepvalues of ``multistep`` are used up

Not kept are the rule itself, its settings, the position in the data and the random numbers.  So a
state of AdaGrad cannot be told from one of SGD: only the count and the shapes of the history are
checked.  (The project's own ``.snapshot`` files keep all of that.)

Source: BVLC/caffe, sgd_solver.cpp and solver.cpp.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tinygrad_fa import backend
from tinygrad_fa.caffe import hdf5, wire
from tinygrad_fa.caffe.blobs import Array, array_blob, blob_array, blobs_of, fits
from tinygrad_fa.caffe.caffemodel import put_blobs, read_blobs, save_caffemodel
from tinygrad_fa.caffe.message import Message
from tinygrad_fa.files import write_whole
from tinygrad_fa.language.errors import DataError, FileError, StateError
from tinygrad_fa.solver.policies import MultiStep, Step


class State(NamedTuple):
    """What is in a ``.solverstate`` file."""

    iteration: int
    learned_net: str
    current_step: int
    history: list[Array]


class Place(NamedTuple):
    """A learnable blob as Caffe counts them: the path of the parameter (None: statistics)."""

    parameter: str | None
    shape: tuple[int, ...]
    dtype: Any


# Files ------------------------------------------------------------------------------------


def read_solverstate(path: str | os.PathLike[str]) -> State:
    """Read a ``.solverstate`` or ``.solverstate.h5`` file.

    Raises:
        FileError, DataError: if there is no such file, or it is damaged or no solver's state.
    """
    if hdf5.is_hdf5(path):
        state = State(*hdf5.read_state(path))
    else:
        message = wire.read_file("SolverState", path)
        if not message.has("iter"):
            raise DataError("caffe_files.no_state", path=path)
        history = [
            blob_array(blob, path, f"history[{number}]")
            for number, blob in enumerate(message.history)
        ]
        state = State(message.iter, message.learned_net, message.current_step, history)
    if state.iteration < 0 or state.current_step < 0:
        raise DataError("caffe_files.no_state", path=path)
    return state


def write_solverstate(state: State, path: str | os.PathLike[str]) -> None:
    """Write a ``.solverstate`` or ``.solverstate.h5`` file.

    Raises:
        FileError: if it cannot be written.
        SettingError: (HDF5) if the package h5py is not installed.
    """
    if hdf5.is_hdf5(path):
        write_whole(path, [hdf5.state_bytes(*state)])
        return
    message = Message(
        "SolverState",
        iter=state.iteration,
        learned_net=state.learned_net,
        current_step=state.current_step,
        history=[array_blob(array) for array in state.history],
    )
    wire.write_file(message, path)


# The Solver -------------------------------------------------------------------------------


def pair_writer(hdf5: bool = False, diff: bool = False) -> Callable[[Any, Path], list[Path]]:
    """Return a writer of Caffe's two files, for `Solver.snapshot_writers`.

    It writes ``PREFIX_iter_N.caffemodel`` and ``PREFIX_iter_N.solverstate``, as Caffe does.

    Args:
        hdf5: whether both are HDF5 files, with ``.h5`` behind their names.
        diff: whether the gradients are written beside the weights (``snapshot_diff``).
    """
    ending = ".h5" if hdf5 else ""

    def write(solver: Any, stem: Path) -> list[Path]:
        model = stem.with_name(f"{stem.name}.caffemodel{ending}")
        state = stem.with_name(f"{stem.name}.solverstate{ending}")
        save_caffemodel(solver.net, model, diff)
        write_solverstate(state_of(solver, os.fspath(model)), state)
        return [model, state]

    return write


def state_of(solver: Any, learned_net: str) -> State:
    """Return where a Solver stands, as Caffe keeps it."""
    places = _places(solver.net)
    slots = solver.parameters.state_dict()
    history = [
        backend.library(None).zeros(place.shape, place.dtype)
        if place.parameter is None
        else backend.to_numpy(slots[slot][place.parameter])
        for slot in solver.optimizer.slots
        for place in places
    ]
    return State(solver.iteration, learned_net, _current_step(solver), history)


def restore_solverstate(solver: Any, path: str | os.PathLike[str]) -> None:
    """Go on where a ``.solverstate`` file was written: iteration, weights, history.

    The weights are those of the file that the state names.  If it is not there any more, the file
    of that name beside the state is taken, so that the pair may be moved.  As in Caffe the rule
    and the settings are the Solver's own, and the data start at the beginning.

    Raises:
        FileError, DataError: if one of the files cannot be read or is damaged.
        StateError: if the history or the weights do not fit.  The Solver is then as it was.
    """
    state = read_solverstate(path)
    slots = _slots(solver, state.history, path)
    model = _model_beside(path, state.learned_net)
    put_blobs(solver.net, read_blobs(model), model)
    solver.parameters.refresh()
    solver.parameters.load_state_dict(slots)
    solver.parameters.note_change()
    solver.iteration = state.iteration
    if isinstance(solver.schedule, MultiStep):
        solver.schedule = dataclasses.replace(
            solver.schedule, start=state.iteration, used=state.current_step
        )


def _places(net: Any) -> list[Place]:
    """Return the learnable blobs of a net in Caffe's order, a shared one once."""
    trained = {path for path, _ in net.named_parameters()}
    seen: set[int] = set()
    places = []
    for layer in blobs_of(net):
        for number, shape in enumerate(layer.shapes):
            tensor = layer.tensors[min(number, len(layer.tensors) - 1)]
            path = layer.paths[number] if number < len(layer.paths) else None
            if path is not None and id(tensor) in seen:
                continue
            seen.add(id(tensor))
            places.append(Place(path if path in trained else None, shape, tensor.dtype))
    return places


def _slots(solver: Any, history: Sequence[Array], path: Any) -> dict[str, dict[str, Any]]:
    """Return a history as the slots of the Solver, after seeing that it fits."""
    places, names = _places(solver.net), solver.optimizer.slots
    if len(history) != len(places) * len(names):
        raise StateError(
            "caffe_files.history_count",
            path=path,
            found=len(history),
            here=len(places) * len(names),
            type=solver.optimizer.type,
            slots=len(names),
        )
    slots = solver.parameters.state_dict()
    for number, blob in enumerate(history):
        slot, place = names[number // len(places)], places[number % len(places)]
        shape = place.shape if place.parameter is None else slots[slot][place.parameter].shape
        if not fits(shape, blob):
            raise StateError(
                "caffe_files.history_shape",
                path=path,
                number=number,
                parameter=place.parameter or "-",
                found=blob.shape,
                here=shape,
            )
        if place.parameter is not None:
            slots[slot][place.parameter] = blob.reshape(shape)
    return slots


def _model_beside(path: str | os.PathLike[str], learned_net: str) -> Path:
    named = Path(learned_net.replace("\0", ""))
    beside = Path(path).with_name(named.name) if named.name else named
    for place in (named, beside):
        if place.is_file():
            return place
    raise FileError("caffe_files.no_learned_net", path=path, model=named, beside=beside)


def _current_step(solver: Any) -> int:
    """Return Caffe's ``current_step`` after the last update: it moves when a rate is asked for."""
    last = solver.iteration - 1
    schedule = solver.schedule
    if isinstance(schedule, MultiStep):
        return schedule.current_step(last) if last >= schedule.start else schedule.used
    if isinstance(schedule, Step):
        return max(last, 0) // schedule.stepsize
    return 0
