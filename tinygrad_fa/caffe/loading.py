"""`load_net` and `load_solver`: from a prototxt file to something that computes.

    solver = load_solver("examples/mnist/lenet_solver.prototxt", data="mnist")
    solver.solve()

The defaults are Caffe's, not those of `Solver` (a momentum that is not given is 0), settings are
rounded to float32 (`caffe_float32`), and what Caffe lets pass is let pass (`caffe_strict`).
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tinygrad_fa import randomness
from tinygrad_fa.caffe.building import build_net
from tinygrad_fa.caffe.caffemodel import load_caffemodel
from tinygrad_fa.caffe.feed import Feed, Rows
from tinygrad_fa.caffe.filtering import filtered, net_state
from tinygrad_fa.caffe.kinds import DATA_PARAMS, Shape
from tinygrad_fa.caffe.message import Message
from tinygrad_fa.caffe.net import CaffeNet
from tinygrad_fa.caffe.solverstate import pair_writer
from tinygrad_fa.caffe.sources import Sources, find, folders_of
from tinygrad_fa.caffe.text import read_text
from tinygrad_fa.caffe.upgrade import upgraded_net, upgraded_solver
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.solver import Solver, TestNet
from tinygrad_fa.solver.optimizers import OPTIMIZERS

PathLike = str | Path

TRAIN_NETS = ("net", "net_param", "train_net", "train_net_param")
# Fields of a SolverParameter that are settings of a Solver under the same name: those that have
# Caffe's default unless given, and those that are left to the rule or the policy.
_ALWAYS = (
    "base_lr", "momentum", "momentum2", "rms_decay", "delta", "weight_decay",
    "regularization_type", "max_iter", "iter_size", "average_loss", "display", "test_interval",
    "test_initialization", "test_compute_loss", "snapshot", "snapshot_after_train", "debug_info",
    "type",
)  # fmt: skip
_IF_GIVEN = ("lr_policy", "gamma", "power", "stepsize", "stepvalue", "clip_gradients")


def load_net(
    path: PathLike,
    phase: str = "TEST",
    data: Any = None,
    *,
    stages: Sequence[str] = (),
    level: int = 0,
    input_shapes: Mapping[str, Sequence[int]] | None = None,
    weights: PathLike | None = None,
    root: PathLike | None = None,
    download: bool = False,
) -> CaffeNet:
    """Return the net of a prototxt file.

    Args:
        path: the file.
        phase: ``"TRAIN"`` or ``"TEST"``.
        data: which samples its data layers stand for (`tinygrad_fa.caffe.sources`); they tell the
            shape of what goes in.
        stages, level: what ``include`` and ``exclude`` rules may ask for.
        input_shapes: name of a blob → its shape with the batch, in the place of `data`.
        weights: a ``.caffemodel`` that is loaded into it.
        root, download: where a data set of ours lies; see `tinygrad_fa.data.load`.

    Raises:
        FileError, DataError: if the file cannot be read, or is no net (with line and column).
        SettingError, ShapeError: naming the layer that cannot be made.
    """
    net = upgraded_net(read_text(path, "NetParameter"), path)
    state = net_state(phase, net.state, Message("NetState", stage=list(stages), level=level))
    shapes: Mapping[str, Sequence[int]] = input_shapes or {}
    if not shapes and _data_layers(net, state):
        sources = Sources(data, root, download, folders=folders_of(path))
        _, shapes = _feed(net, state, sources)
    built = build_net(net, state, shapes)
    if weights is not None:
        _load_weights([built], [os.fspath(weights)], folders_of(path))
    return built


def load_solver(
    path: PathLike,
    data: Any = None,
    *,
    train: Any = None,
    test: Sequence[Any] | None = None,
    weights: PathLike | None = None,
    root: PathLike | None = None,
    download: bool = False,
    callbacks: Sequence[Any] = (),
    progress: bool = True,
    verbose: bool = False,
    **settings: Any,
) -> Solver:
    """Return the Solver of a solver prototxt, with its nets, data and settings.

    Args:
        path: the file; paths in it begin at the current folder, else (of what is read) at that of
            the file, else at one above it that the path leads down from (``examples/mnist/…``).
        data: which samples the data layers stand for; see `tinygrad_fa.caffe.sources`.
        train, test: batches (for each test net one) in the place of what data layers say, and for
            nets with Input layers.
        weights: a ``.caffemodel`` to begin with, in the place of the file's own.
        root, download: where a data set of ours lies; see `tinygrad_fa.data.load`.
        callbacks, progress, verbose: handed on to the `Solver`.
        settings: settings of the `Solver` that go before those of the file (``max_iter=500``);
            ``caffe_strict=False`` refuses what Caffe silently makes the best of (no `base_lr`).

    Raises:
        FileError, DataError: if a file cannot be read, or says something that Caffe refuses.
        SettingError, ShapeError: for settings and layers that make no sense.
    """
    solver = upgraded_solver(read_text(path, "SolverParameter"), path)
    if solver.has("random_seed") and solver.random_seed >= 0:
        randomness.manual_seed(solver.random_seed)
    places = folders_of(path)
    sources = Sources(data, root, download, max(solver.random_seed, 0), places)
    nets = _Nets(solver, os.fspath(path), places, sources)
    train_net, train_feed = nets.train(train)
    tests = nets.tests(train_net, test)
    weights_files = [os.fspath(weights)] if weights is not None else _listed(solver.weights)
    _load_weights([train_net, *[each.net for each in tests]], weights_files, places)
    told = {**solver_settings(solver, os.fspath(path), train_net), **settings}
    if not told["caffe_strict"]:
        _leave_unused_out(told, solver)
    if isinstance(told.get("test_iter"), list) and not tests:
        del told["test_iter"]
    if told.get("test_interval") and not tests:
        raise SettingError("caffe_data.no_test_iter", path=os.fspath(path))
    made = Solver(
        train_net,
        train_feed,
        tests or None,
        callbacks=callbacks,
        progress=progress,
        verbose=verbose,
        **told,
    )
    _add_caffes_files(made, solver)
    return made


def solver_settings(solver: Message, path: str, net: CaffeNet) -> dict[str, Any]:
    """Return the settings that a SolverParameter says, as ``Solver(…)`` takes them."""
    for name in ("display", "test_interval", "snapshot", "max_iter"):
        if getattr(solver, name) < 0:
            raise SettingError(
                "caffe_data.negative", path=path, name=name, value=getattr(solver, name)
            )
    told = {name: getattr(solver, name) for name in _ALWAYS}
    told |= {name: getattr(solver, name) for name in _IF_GIVEN if solver.has(name)}
    if not solver.has("lr_policy"):
        told["lr_policy"] = ""  # refused by the Solver, as by Caffe
    if solver.test_iter:
        told["test_iter"] = list(solver.test_iter)
    if solver.random_seed >= 0:
        told["random_seed"] = solver.random_seed
    rates, decays = net.multipliers()
    told["lr_mult"] = {name: value for name, value in rates.items() if value != 1}
    told["decay_mult"] = {name: value for name, value in decays.items() if value != 1}
    told["snapshot_prefix"] = snapshot_prefix(solver, path)
    return {**told, "caffe_float32": True, "caffe_strict": True}


def _leave_unused_out(told: dict[str, Any], solver: Message) -> None:
    """Leave out what only has Caffe's default, and what the rule does not use."""
    rule = OPTIMIZERS.get(told["type"])
    for name in ("momentum", "momentum2", "rms_decay", "delta"):
        if rule is not None and not solver.has(name) and name not in rule.hyperparameters():
            told.pop(name, None)


def snapshot_prefix(solver: Message, path: str) -> str:
    """Return how the names of snapshots begin: as Caffe, the solver file's name unless given.

    What is written goes where the file says, seen from the current folder; only what is read is
    looked for elsewhere.
    """
    if not solver.has("snapshot_prefix"):
        return str(Path(path).with_suffix(""))
    prefix = Path(solver.snapshot_prefix).expanduser()
    return str(prefix / Path(path).stem if prefix.is_dir() else prefix)


class _Nets:
    """The nets that a solver file asks for."""

    def __init__(
        self, solver: Message, path: str, places: tuple[Path, ...], sources: Sources
    ) -> None:
        self.solver, self.path, self.places, self.sources = solver, path, places, sources
        given = [name for name in TRAIN_NETS if solver.has(name)]
        if len(given) != 1:
            raise SettingError("caffe_data.train_nets", path=path, count=len(given))
        self.which = given[0]

    def train(self, batches: Any) -> tuple[CaffeNet, Any]:
        """Return the net that is trained, and its batches."""
        message = self._read(getattr(self.solver, self.which))
        state = net_state("TRAIN", message.state, self.solver.train_state)
        return self._built(message, state, batches)

    def tests(self, trained: CaffeNet, batches: Sequence[Any] | None) -> list[TestNet]:
        """Return the test nets, with the weights of the net that is trained."""
        solver = self.solver
        messages = [self._read(one) for one in (*solver.test_net_param, *solver.test_net)]
        explicit, iterations, states = len(messages), solver.test_iter, solver.test_state
        generic = self.which in ("net", "net_param")
        if len(iterations) < explicit or (not generic and len(iterations) > explicit):
            raise SettingError(
                "caffe_data.test_iters", path=self.path, nets=explicit, count=len(iterations)
            )
        if generic:
            copies = len(iterations) - explicit
            messages += [self._read(getattr(solver, self.which))] * copies
        if states and len(states) != len(messages):
            raise SettingError(
                "caffe_data.test_states", path=self.path, nets=len(messages), count=len(states)
            )
        if messages and solver.test_interval < 1:
            raise SettingError("caffe_data.no_test_interval", path=self.path)
        found = []
        for number, message in enumerate(messages):
            state = net_state("TEST", message.state, *states[number : number + 1])
            given = None if batches is None or number >= len(batches) else batches[number]
            net, feed = self._built(message, state, given)
            net.share_weights_with(trained)
            name = " ".join(state.stage) or None
            found.append(TestNet(feed, net=net, iterations=iterations[number], name=name))
        return found

    def _read(self, net: Any) -> Message:
        """Return a net that a field holds, or whose file it names."""
        if isinstance(net, Message):
            return net
        place = find(net, self.places)
        if place is None or not place.is_file():
            raise SettingError("caffe_data.no_net_file", path=self.path, net=net)
        return upgraded_net(read_text(place, "NetParameter"), place)

    def _built(self, message: Message, state: Message, batches: Any) -> tuple[CaffeNet, Any]:
        feed: Any = batches
        shapes: dict[str, Shape] = {}
        if batches is None:
            feed, shapes = _feed(message, state, self.sources)
        elif _data_layers(message, state):
            shapes = _shapes_of_batches(message, state, batches)
        net = build_net(message, state, shapes)
        fed = not _data_layers(message, state) and net.inputs
        if batches is None and fed:
            raise SettingError(
                "caffe_data.nothing_to_feed", path=self.path, names=", ".join(net.inputs)
            )
        return net, feed


def _data_layers(message: Message, state: Message) -> list[Message]:
    kept, _ = filtered(message, state)
    return [layer for layer in kept.layer if layer.type in DATA_PARAMS]


def _feed(message: Message, state: Message, sources: Sources) -> tuple[Feed, dict[str, Shape]]:
    """Return the batches of a net's data layers, and the shapes of their blobs."""
    rows: list[Rows] = []
    shapes: dict[str, Shape] = {}
    for layer in _data_layers(message, state):
        found = sources.rows(layer, state.phase)
        rows.append(found)
        shapes.update(zip(layer.top, found.shapes, strict=False))
    return Feed(rows), shapes


def _shapes_of_batches(message: Message, state: Message, batches: Any) -> dict[str, Shape]:
    """Return the shapes of a net's data blobs from batches of the user's."""
    tops = [top for layer in _data_layers(message, state) for top in layer.top]
    size = getattr(batches, "batch_size", None)
    arrays = (
        (batches.inputs, batches.targets)
        if hasattr(batches, "inputs") and hasattr(batches, "targets")
        else batches
    )
    return {
        top: (size or len(array), *array.shape[1:])
        for top, array in zip(tops, arrays, strict=False)
    }


def _listed(weights: Sequence[str]) -> list[str]:
    """Return the files that ``weights`` names: several fields, each with commas between."""
    return [name.strip() for each in weights for name in each.split(",") if name.strip()]


def _load_weights(nets: Sequence[CaffeNet], files: Sequence[str], places: tuple[Path, ...]) -> None:
    for file in files:
        for net in nets:
            load_caffemodel(net, find(file, places) or file)


def _add_caffes_files(solver: Solver, message: Message) -> None:
    """Have Caffe's pair of files written beside each snapshot, and remember the prototxt."""
    hdf5 = message.snapshot_format == "HDF5"
    solver.snapshot_writers.append(pair_writer(hdf5, message.snapshot_diff))
    solver.prototxt = message  # type: ignore[attr-defined]
