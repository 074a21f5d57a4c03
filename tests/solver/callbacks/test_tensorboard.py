"""TensorBoard's event files, read by the real TensorBoard."""

from __future__ import annotations

import io
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinygrad_fa.language.errors import FileError, SettingError
from tinygrad_fa.layers import MSELoss
from tinygrad_fa.solver import Callback
from tinygrad_fa.solver.callbacks import CallbackWarning, EventWriter, TensorBoard
from tinygrad_fa.solver.callbacks.tensorboard import protobuf, records, summaries

from .test_csv_logger import FullDisk, Room

tensorboard = pytest.importorskip("tensorboard")

from tensorboard.backend.event_processing.event_accumulator import (  # noqa: E402
    STORE_EVERYTHING_SIZE_GUIDANCE,
    EventAccumulator,
)
from tensorboard.util import tensor_util  # noqa: E402


class Clock:
    """A clock that goes on half a second each time it is looked at."""

    def __init__(self):
        self.now = 1_700_000_000.0

    def __call__(self):
        self.now += 0.5
        return self.now


def read(folder):
    """Return what TensorBoard reads in a folder."""
    reader = EventAccumulator(str(folder), size_guidance=STORE_EVERYTHING_SIZE_GUIDANCE)
    reader.Reload()
    return reader


def curve(reader, tag):
    return [(event.step, event.value) for event in reader.Scalars(tag)]


def float32(numbers):
    return [float(np.float32(number)) for number in numbers]


# The format ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "checksum"),
    [  # RFC 3720, B.4
        (b"\x00" * 32, 0x8A9136AA),
        (b"\xff" * 32, 0x62A8AB43),
        (bytes(range(32)), 0x46DD794E),
        (bytes(range(31, -1, -1)), 0x113FDB5C),
        (b"123456789", 0xE3069283),
        (b"", 0),
    ],
)
def test_crc32c(content, checksum):
    assert records.crc32c(content) == checksum


@given(st.lists(st.binary(max_size=3), max_size=60), st.binary(max_size=100))
def test_many_checksums_at_once(short, one):
    """Many contents have the same length here, and some have it alone."""
    contents = [*short, one]
    assert records.checksums(contents) == [records.crc32c(content) for content in contents]


@given(st.floats(), st.integers(-(2**63), 2**63 - 1), st.text(), st.floats(width=32))
def test_the_messages_are_those_of_tensorboard_s_own_library(wall_time, step, tag, value):
    from tensorboard.compat.proto.event_pb2 import Event

    field = summaries.scalars({tag: value})
    read_back = Event.FromString(summaries.event(wall_time, step, field))
    assert read_back.step == step
    assert read_back.wall_time == wall_time or math.isnan(wall_time)
    (found,) = read_back.summary.value
    assert found.tag == tag
    assert found.simple_value == value or math.isnan(value)


@given(st.integers(0, 2**64 - 1))
def test_varint(number):
    groups = protobuf.varint(number)
    assert sum((byte & 0x7F) << 7 * place for place, byte in enumerate(groups)) == number
    assert all(byte & 0x80 for byte in groups[:-1]) and not groups[-1] & 0x80


def test_what_is_too_large_for_float32_is_infinite():
    assert protobuf.single(2, 1e300) == protobuf.single(2, math.inf)
    assert protobuf.single(2, -1e300) == protobuf.single(2, -math.inf)


# The writer ---------------------------------------------------------------------------------


def test_everything_a_writer_writes_is_read(tmp_path):
    clock, rng = Clock(), np.random.default_rng(0)
    writer = EventWriter(tmp_path, clock=clock)
    numbers = rng.standard_normal(1000)
    grey = rng.integers(0, 256, (5, 7))
    colours = rng.integers(0, 256, (4, 3, 3))
    writer.scalar("ضرر", 0.1, step=3)
    writer.histogram("weights", np.append(numbers, [math.nan, math.inf]), step=1)
    writer.histogram("empty", np.zeros(0), step=1)
    writer.image("grey", grey, step=2)
    writer.image("colours", colours, step=2)
    writer.text("note", "**سلام**", step=0)
    writer.close()
    reader = read(tmp_path)
    assert curve(reader, "ضرر") == [(3, float(np.float32(0.1)))]
    assert reader.Scalars("ضرر")[0].wall_time == pytest.approx(1_700_000_000 + 1, abs=2)
    (spread,) = [event.histogram_value for event in reader.Histograms("weights")]
    assert spread.num == 1000 and spread.min == numbers.min() and spread.max == numbers.max()
    assert spread.sum == pytest.approx(numbers.sum()) and sum(spread.bucket) == 1000
    counts, edges = np.histogram(numbers, 30)
    assert list(spread.bucket) == list(counts) and list(spread.bucket_limit) == list(edges[1:])
    assert reader.Tags()["histograms"] == ["weights"]
    for tag, pixels in (("grey", grey), ("colours", colours)):
        (image,) = reader.Images(tag)
        assert (image.height, image.width) == pixels.shape[:2]
        assert (pixels_of(image.encoded_image_string) == pixels).all()
    (note,) = reader.Tensors("note")
    assert tensor_util.make_ndarray(note.tensor_proto).item().decode() == "**سلام**"
    assert reader.SummaryMetadata("note").plugin_data.plugin_name == "text"


def pixels_of(png):
    """Return the pixels of a PNG file as Pillow reads them (TensorBoard brings it)."""
    from PIL import Image

    return np.array(Image.open(io.BytesIO(png)))


def test_a_picture_of_weights():
    matrix = np.array([[0.0, 1.0, 0.5]])
    assert summaries.picture_of_weights(matrix).tolist() == [[0, 255, 127]]
    assert summaries.picture_of_weights(np.ones(4)).tolist() == [[0, 0, 0, 0]]
    kernels = np.arange(2 * 3 * 4 * 5.0).reshape(2, 3, 4, 5)
    assert summaries.picture_of_weights(kernels).shape == (2 * 5 - 1, 3 * 6 - 1)
    assert summaries.picture_of_weights(np.full((2, 2), math.nan)).tolist() == [[0, 0], [0, 0]]
    assert summaries.picture_of_weights(np.zeros((600, 3))).shape == (512, 3)


# The callback -------------------------------------------------------------------------------


def test_a_training(learner, tmp_path):
    callback = TensorBoard(
        tmp_path, histogram_freq=2, write_images=True, write_steps_per_second=True,
        update_freq="batch", clock=Clock(),
    )  # fmt: skip
    solver = learner()
    history = solver.fit(3, callbacks=[callback])
    train, validation = read(tmp_path / "train"), read(tmp_path / "validation")
    told = history.history
    assert curve(train, "epoch_loss") == list(enumerate(float32(told["loss"])))
    assert curve(train, "epoch_learning_rate") == list(enumerate(float32(told["lr"])))
    for name in ("loss", "accuracy"):
        assert curve(validation, f"epoch_{name}") == list(enumerate(float32(told[f"val_{name}"])))
        steps = curve(validation, f"evaluation_{name}_vs_iterations")
        assert steps == list(zip([3, 6, 9], float32(told[f"val_{name}"])))
    assert curve(train, "batch_loss") == list(zip(range(1, 10), float32(history.loss)))
    assert curve(train, "batch_learning_rate") == list(zip(range(1, 10), float32(history.lr)))
    assert all(speed > 0 for _, speed in curve(train, "epoch_steps_per_second"))
    for name, parameter in solver.net.named_parameters():
        for kind in ("histogram", "gradient"):
            steps = [event.step for event in train.Histograms(f"{name}/{kind}")]
            assert steps == [0, 2]
        last = train.Histograms(f"{name}/histogram")[-1].histogram_value
        assert last.sum == pytest.approx(parameter.numpy().sum())
        assert len(train.Images(f"{name}/image")) == 2
    (net,) = train.Tensors("net")
    assert "(fc1): Linear" in tensor_util.make_ndarray(net.tensor_proto).item().decode()


def test_the_graph(learner, tmp_path):
    learner().fit(1, callbacks=[TensorBoard(tmp_path)])
    nodes = {node.name: node for node in read(tmp_path / "train").Graph().node}
    told = {name: (node.op, list(node.input)) for name, node in nodes.items()}
    kinds = {name: told[name][0] for name in told}
    assert kinds["input"] == "Placeholder"
    assert {"fc1/weight", "fc1/bias", "fc2/weight", "fc2/bias"} <= set(kinds)
    assert {name.partition("/")[0] for name in told} == {"input", "fc1", "relu", "fc2"}
    (relu,) = [inputs for name, (_, inputs) in told.items() if name.startswith("relu/")]
    assert relu[0].startswith("fc1/")
    assert all(source in told for _, inputs in told.values() for source in inputs)
    shape = nodes["fc1/weight"].attr["_output_shapes"].list.shape[0]
    assert [side.size for side in shape.dim] == [5, 3]
    assert {path.name for path in tmp_path.iterdir()} == {"train", "validation"}


def test_the_graph_of_a_net_with_functions_between_its_layers(make_solver, tmp_path):
    make_solver(callbacks=[TensorBoard(tmp_path)]).fit(1)
    nodes = {node.name: list(node.input) for node in read(tmp_path / "train").Graph().node}
    (tanh,) = [name for name in nodes if "tanh" in name.lower()]
    assert nodes[tanh][0].startswith("ip1/")
    assert any(tanh in inputs for name, inputs in nodes.items() if name.startswith("ip2/"))


def test_the_graph_of_layers_in_layers(tmp_path):
    from tinygrad_fa.data import Batches
    from tinygrad_fa.layers import Embedding, Flatten, Linear, Sequential, TransformerBlock
    from tinygrad_fa.solver import Solver

    net = Sequential(
        words=Embedding(7, 4), block=TransformerBlock(4, 2), flat=Flatten(), out=Linear(12, 2)
    )
    data = Batches((np.arange(12).reshape(4, 3) % 7, np.zeros((4, 2), "float32")), 4)
    solver = Solver(net, train=data, loss=MSELoss(), progress=False)
    solver.fit(1, callbacks=[TensorBoard(tmp_path)])
    nodes = {node.name: node for node in read(tmp_path / "train").Graph().node}
    attention = [nodes[name].op for name in nodes if name.startswith("block/self_attn/")]
    assert "Transpose" in attention  # what attention does itself is not its last layer's work
    assert [nodes[name].op for name in nodes if name.startswith("block/self_attn/out_proj/")] == [
        "Parameter", "Parameter", "Linear",
    ]  # fmt: skip
    assert {"block/norm1", "block/linear1"} < {name.rpartition("/")[0] for name in nodes}
    assert [node.name for node in nodes.values() if node.op == "Placeholder"] == ["input"]


def test_hooks_are_gone_after_the_first_batch(learner, tmp_path):
    class Look(Callback):
        def on_train_batch_end(self, batch, logs):
            for _, layer in self.solver.net.named_layers():
                assert layer._hooks is None or not layer._hooks.after

    learner().fit(1, callbacks=[TensorBoard(tmp_path), Look()])


def test_update_freq_as_a_number(learner, tmp_path):
    learner().fit(3, callbacks=[TensorBoard(tmp_path, update_freq=4)])
    assert [step for step, _ in curve(read(tmp_path / "train"), "batch_loss")] == [4, 8]


def test_by_default_no_batches_and_no_histograms(learner, tmp_path):
    learner().fit(2, callbacks=[TensorBoard(tmp_path, write_graph=False)])
    tags = read(tmp_path / "train").Tags()
    assert tags["scalars"] == ["epoch_loss", "epoch_learning_rate"]
    assert not tags["histograms"] and not tags["images"] and not tags["graph"]


def test_a_writer_for_events_of_ones_own(learner, tmp_path):
    board = TensorBoard(tmp_path)

    class Mine(Callback):
        def on_epoch_end(self, epoch, logs):
            board.writer().scalar("mine", epoch, step=epoch)

    learner().fit(2, callbacks=[Mine(), board])
    assert curve(read(tmp_path / "train"), "mine") == [(0, 0.0), (1, 1.0)]


def everything(folder):
    """Return all that is in the event files of a folder but the times."""
    reader = read(folder)
    tags = reader.Tags()
    scalars = {tag: curve(reader, tag) for tag in tags["scalars"]}
    spreads = {tag: [(e.step, e.histogram_value) for e in reader.Histograms(tag)]
               for tag in tags["histograms"]}  # fmt: skip
    return scalars, spreads, tags["graph"], tags["tensors"]


def test_a_training_that_was_killed_goes_on_in_the_same_files(learner, tmp_path):
    settings = {"histogram_freq": 1, "update_freq": "batch"}

    class Snapshot(Callback):
        def on_train_batch_end(self, batch, logs):
            if self.solver.iteration == 4:
                self.solver.snapshot(tmp_path / "killed.snapshot")

    learner().fit(4, callbacks=[TensorBoard(tmp_path / "whole", **settings)])
    learner().fit(3, callbacks=[TensorBoard(tmp_path / "again", **settings), Snapshot()])
    again = learner()
    again.restore(tmp_path / "killed.snapshot")
    again.fit(4, callbacks=[TensorBoard(tmp_path / "again", **settings), Snapshot()])
    for run in ("train", "validation"):
        assert len(list((tmp_path / "again" / run).iterdir())) == 1
        assert everything(tmp_path / "again" / run) == everything(tmp_path / "whole" / run)


def test_a_file_that_is_gone_is_begun_anew(learner, tmp_path):
    board = TensorBoard(tmp_path)
    solver = learner(callbacks=[board])
    solver.fit(2)
    state = board.state_dict()
    for path in (tmp_path / "train").iterdir():
        path.write_bytes(path.read_bytes()[:30])
    board.load_state_dict(state)
    solver.fit(1)
    (old, new) = sorted((tmp_path / "train").iterdir(), key=lambda path: path.stat().st_size)
    assert old.stat().st_size == 30
    old.unlink()
    assert [step for step, _ in curve(read(tmp_path / "train"), "epoch_loss")] == [2]
    assert new.exists()


def test_another_solver_begins_new_files(learner, tmp_path):
    board = TensorBoard(tmp_path)
    for _ in range(2):
        learner().fit(1, callbacks=[board])
    assert len(list((tmp_path / "train").iterdir())) == 2


def test_a_full_disk_is_one_warning_and_what_is_missing_follows(learner, tmp_path):
    full = FullDisk({1}, bytes_left=100)
    solver = learner(callbacks=[full, TensorBoard(tmp_path), Room(full)])
    with pytest.warns(CallbackWarning, match="cannot be written to just now") as warned:
        history = solver.fit(3)
    assert len(warned) == 1
    told = float32(history.history["loss"])
    assert curve(read(tmp_path / "train"), "epoch_loss") == list(enumerate(told))


def test_a_folder_that_cannot_be_written_to_is_an_error_before_the_training(learner, tmp_path):
    (tmp_path / "file").touch()
    solver = learner(callbacks=[TensorBoard(tmp_path / "file")])
    with pytest.raises(FileError, match="cannot be written"):
        solver.fit(1)
    assert solver.iteration == 0


@pytest.mark.parametrize("wrong", [{"log_dir": 3}, {"histogram_freq": -1}, {"update_freq": "never"},
                                   {"update_freq": 0}, {"histogram_freq": 1.5}])  # fmt: skip
def test_wrong_settings(wrong):
    with pytest.raises(SettingError):
        TensorBoard(**wrong)


def test_a_net_that_is_no_layer_has_no_graph(regression, rows, tmp_path):
    from tinygrad_fa.engine.tensor import Tensor
    from tinygrad_fa.solver import Solver

    class Plain:
        training = True

        def __init__(self):
            self.weight = Tensor(np.ones((3, 2)), requires_grad=True)

        def __call__(self, x):
            return x @ self.weight

        def named_parameters(self):
            return [("weight", self.weight)]

        def train(self):
            pass

        eval = train

    solver = Solver(Plain(), train=rows(*regression, 4), loss=MSELoss(), progress=False)
    solver.fit(1, callbacks=[TensorBoard(tmp_path, histogram_freq=1)])
    assert not read(tmp_path / "train").Tags()["graph"]
