"""From solver files to trainings: the examples of Caffe, written by us, on small data.

What the files under ``tests/data/caffe/prototxt`` cover: one net file for both phases with include
rules; test nets by stages; a net inside the solver, in the V1 form; Data layers with scale,
mean_file and labels that nobody reads; fillers xavier, gaussian, sparse, constant; lr_mult and
decay_mult; in-place layers; BatchNorm with frozen statistics; LRN within channels; two losses of
which one only shows; all six methods; the policies fixed, step, inv, multistep; the old
solver_type; HDF5 snapshots; random_seed; comments, lists, ``<>``, commas and semicolons.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tinygrad_fa import caffe, data
from tinygrad_fa.caffe import wire
from tinygrad_fa.caffe.feed import Feed
from tinygrad_fa.caffe.means import write_mean
from tinygrad_fa.caffe.message import Message
from tinygrad_fa.caffe.net import CaffeNet
from tinygrad_fa.caffe.schema import message_type
from tinygrad_fa.caffe.sources import find, folders_of
from tinygrad_fa.engine.graph import no_grad
from tinygrad_fa.language.errors import FileError, SettingError, TinygradError
from tinygrad_fa.solver.policies import Inv, MultiStep, Step
from tinygrad_fa.solver.settings import Settings

FILES = Path(__file__).parent.parent / "data" / "caffe" / "prototxt"
CIFAR = {"data": (2, 3, 32, 32), "label": (2,)}
SOLVERS = sorted(path.stem for path in FILES.glob("*solver*.prototxt"))


@pytest.fixture(scope="module")
def digits():
    return data.load("mnist", "train", "bundled")[:600]


@pytest.fixture(scope="module")
def colours():
    """Colour images whose class is their mean brightness: learnt at once."""
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 10, 400)
    images = rng.integers(0, 60, (400, 3, 32, 32)) + 18 * labels[:, None, None, None]
    return images.astype(np.uint8), labels


def load(name, given, **settings):
    quiet = {"progress": False, "snapshot": 0, "snapshot_after_train": False}
    solver = caffe.load_solver(FILES / f"{name}.prototxt", given, **{**quiet, **settings})
    for test in solver.tests:
        test.iterations = 1
    return solver


@pytest.mark.parametrize("name", [name for name in SOLVERS if "cifar" not in name])
def test_the_examples_on_digits_train(name, digits):
    solver = load(name, digits, max_iter=8)
    history = solver.solve()
    assert solver.iteration == 8
    assert np.isfinite(history.loss).all()
    assert np.mean(history.loss[-2:]) < history.loss[0] or name.endswith("rmsprop")


@pytest.mark.parametrize("name", [name for name in SOLVERS if "cifar" in name])
def test_the_examples_on_colours_train(name, colours):
    solver = load(name, {"train": colours, "test": colours}, max_iter=2, iter_size=1)
    solver.net.to("float32")
    history = solver.solve()
    assert np.isfinite(history.loss).all() and history.loss[0] < 2.5


def test_lenet_learns(digits):
    solver = load("lenet_solver", digits, max_iter=60, random_seed=1)
    history = solver.solve()
    assert np.mean(history.loss[-5:]) < 0.8 < 2 < history.loss[0]
    assert set(history.tests[-1].outputs) == {"accuracy", "loss"}


def test_settings_of_the_file(digits):
    solver = load("lenet_solver", digits, max_iter=3)
    settings = solver.settings
    assert settings.momentum == float(np.float32(0.9)) and settings.caffe_float32
    assert settings.caffe_strict and settings.weight_decay == float(np.float32(0.0005))
    assert isinstance(solver.schedule, Inv)
    assert (settings.test_interval, settings.display) == (500, 100)
    assert settings.lr_mult == {f"{layer}.bias": 2.0 for layer in ("conv1", "conv2", "ip1", "ip2")}
    assert str(settings.snapshot_prefix) == "lenet"
    assert isinstance(solver.net, CaffeNet) and solver.net.phase == "TRAIN"
    assert isinstance(solver.train_data, Feed)
    multistep = load("lenet_multistep_solver", digits)
    assert isinstance(multistep.schedule, MultiStep)
    assert list(multistep.schedule.stepvalue) == [5000, 7000, 8000, 9000, 9500]
    assert isinstance(load("mnist_autoencoder_solver", digits).schedule, Step)


def test_fractions_are_shown_as_the_file_has_them(digits):
    solver = load("lenet_solver", digits)
    assert solver.settings.momentum != 0.9
    assert "momentum=0.9," in repr(solver.settings)
    assert repr(solver.optimizer) == "SGD(momentum=0.9)"
    assert repr(solver.schedule) == "Inv(base_lr=0.01, gamma=0.0001, power=0.75)"
    net = caffe.load_net(FILES / "cifar10_full.prototxt", input_shapes=CIFAR)
    assert "alpha=5e-05" in repr(net.norm1) and net.norm1.alpha != 5e-5


def test_defaults_are_caffes(digits, tmp_path):
    """Not ours: a momentum that is not given is 0 for every method."""
    path = tmp_path / "s.prototxt"
    for rule in ("SGD", "Nesterov", "Adam", "AdaDelta"):
        path.write_text(
            f'net: "{FILES}/lenet.prototxt" type: "{rule}" lr_policy: "fixed" base_lr: 1'
        )
        solver = caffe.load_solver(path, digits, progress=False)
        assert solver.optimizer.momentum == 0
    assert solver.optimizer.delta == float(np.float32(1e-8))
    assert solver.settings.max_iter == 0 and not solver.tests
    assert str(solver.settings.snapshot_prefix) == str(tmp_path / "s")
    path.write_text(
        f'net: "{FILES}/lenet.prototxt" lr_policy: "fixed" snapshot_prefix: "{tmp_path}"'
    )
    solver = caffe.load_solver(path, digits, progress=False)
    assert str(solver.settings.snapshot_prefix) == str(tmp_path / "s")
    assert solver.rate == 0  # base_lr unset


def test_less_strictly_than_caffe(tmp_path):
    """Without `caffe_strict` what is unset, or means nothing, is refused as for any Solver."""
    write(tmp_path, data_layer())
    path = tmp_path / "solver.prototxt"

    def load_it(text, **more):
        path.write_text(f'net: "net.prototxt" {text}')
        return caffe.load_solver(path, (IMAGES, LABELS), progress=False, **more)

    for rule in ("SGD", "Adam", "AdaGrad", "RMSProp"):
        solver = load_it(f'{SETTINGS} type: "{rule}"', caffe_strict=False)
        assert getattr(solver.optimizer, "momentum", 0) == 0  # still Caffe's default
    for text in ('base_lr: 0.1 lr_policy: "step" stepsize: 2', 'lr_policy: "fixed"',
                 f"{SETTINGS} rms_decay: 0.5"):  # fmt: skip
        load_it(text)
        with pytest.raises(SettingError):
            load_it(text, caffe_strict=False)


def test_test_nets_by_stages(digits):
    solver = load("mnist_autoencoder_solver", {"train": digits[:200], "test": digits[200:]})
    assert [test.data.rows[0].labels.shape for test in solver.tests] == [(200,), (400,)]
    assert solver.net.loss_weights == {"cross_entropy_loss": 1.0}
    for test in solver.tests:
        assert test.objective.net is not solver.net
        assert test.objective.net.encode1.weight is solver.net.encode1.weight
    consolidated = load("lenet_consolidated_solver", {"train": digits[:200], "test": digits[200:]})
    assert [len(test.data.rows[0]) for test in consolidated.tests] == [400, 200]
    assert consolidated.settings.random_seed == 1701


def test_test_nets_are_trained_along(digits):
    solver = load("lenet_solver", digits, max_iter=2)
    before = solver.tests[0].objective.net.ip2.weight.numpy()
    solver.step(2)
    after = solver.tests[0].objective.net.ip2.weight
    assert (after.numpy() != before).any()
    np.testing.assert_array_equal(after.numpy(), solver.net.ip2.weight.numpy())


def test_batch_statistics_reach_the_test_nets(colours):
    solver = load("cifar10_full_sigmoid_bn_solver", colours, max_iter=1)
    solver.step(1)
    test = solver.tests[0].objective.net
    assert test.bn1.factor.item() == 1 and (test.bn1.mean.data != 0).any()


def test_pixels_and_means(digits, colours, tmp_path):
    net = load("lenet_solver", digits)
    images, _ = net.train_data.next()
    assert images.shape == (64, 1, 28, 28) and images.dtype == np.float32
    assert images.max() == 255 / 256
    np.testing.assert_allclose(images, digits.inputs[:64] * (255 / 256), atol=1e-6)
    solver = load("cifar10_quick_solver", colours)
    mean = colours[0].mean(axis=0)
    np.testing.assert_allclose(solver.train_data.next()[0], colours[0][:100] - mean, atol=1e-3)
    # The test net takes the mean of the training set, too.
    pair = {"train": colours, "test": (colours[0][:50] // 2, colours[1][:50])}
    solver = load("cifar10_quick_solver", pair)
    found = solver.tests[0].data.next()[0][:50]
    np.testing.assert_allclose(found, colours[0][:50] // 2 - mean, atol=1e-3)
    # A mean file goes before what could be computed.
    for name in ("cifar10_quick_solver", "cifar10_quick"):
        (tmp_path / f"{name}.prototxt").write_text((FILES / f"{name}.prototxt").read_text())
    (tmp_path / "colours").mkdir()
    write_mean(np.full((3, 32, 32), 7, np.float32), tmp_path / "colours" / "mean.binaryproto")
    solver = caffe.load_solver(tmp_path / "cifar10_quick_solver.prototxt", colours, progress=False)
    np.testing.assert_allclose(solver.train_data.next()[0], colours[0][:100] - 7.0)


def test_ways_to_say_which_data(digits, tmp_path):
    pair = (np.zeros((9, 1, 28, 28), np.uint8), np.arange(9))
    for given in (
        {"digits/mnist_train_lmdb": digits, "digits/mnist_test_lmdb": pair},
        {"mnist_train_lmdb": digits, "mnist_test_lmdb": pair},
        {"train": digits, "test": pair},
    ):
        solver = load("lenet_solver", given)
        assert len(solver.train_data.rows[0]) == 600
        assert len(solver.tests[0].data.rows[0]) == 9
    solver = load("lenet_solver", {"mnist": digits})  # the name of the layer
    assert len(solver.tests[0].data.rows[0]) == 600
    mapping = tmp_path / "map.json"
    mapping.write_text(
        json.dumps({"train": "mnist:test", "test": {"data": "mnist", "split": "test"}})
    )
    solver = load("lenet_solver", mapping)
    whole = len(data.load("mnist", "test"))
    assert len(solver.train_data.rows[0]) == len(solver.tests[0].data.rows[0]) == whole
    by_name = load("lenet_solver", "mnist")
    assert len(by_name.tests[0].data.rows[0]) == whole
    assert len(by_name.train_data.rows[0]) == len(data.load("mnist"))


@pytest.mark.parametrize(
    ("given", "key"),
    [
        (None, "no_source"),
        ({"elsewhere": "mnist"}, "no_key"),
        ({"train": 5}, "bad_value"),
        ({"train": {"dta": "mnist"}}, "bad_value"),
        ((np.zeros((2, 1, 28, 28)), np.zeros(3)), "no_rows"),
    ],
)
def test_data_that_nobody_can_find(given, key):
    with pytest.raises(TinygradError) as caught:
        load("lenet_solver", given)
    assert caught.value.key == f"caffe_data.{key}"
    assert "mnist" in str(caught.value)


@pytest.mark.parametrize("text", ["{", "[1]", '"x"', "[" * 100_000])
def test_mapping_files_that_are_none(text, tmp_path):
    path = tmp_path / "map.json"
    path.write_text(text)
    with pytest.raises(TinygradError) as caught:
        load("lenet_solver", path)
    assert caught.value.key == "caffe_data.bad_mapping"


NET = """layer {{ name: "d" type: "{type}" top: "x" top: "t" {more} }}
layer {{ name: "ip" type: "InnerProduct" bottom: "x" top: "ip" inner_product_param {{ num_output: 3
  weight_filler {{ type: "xavier" }} }} }}
layer {{ name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "t" top: "loss" }}"""
SETTINGS = 'base_lr: 0.1 lr_policy: "fixed" max_iter: 3 '


def write(folder, net, solver=""):
    (folder / "net.prototxt").write_text(net)
    path = folder / "solver.prototxt"
    path.write_text(f'net: "net.prototxt" {SETTINGS} {solver}')
    return path


def data_layer(more="", transform="", batch=4):
    text = (
        f'data_param {{ source: "s" batch_size: {batch} {more} }} transform_param {{ {transform} }}'
    )
    return NET.format(type="Data", more=text)


IMAGES = np.random.default_rng(0).integers(0, 255, (12, 2, 8, 8)).astype(np.uint8)
LABELS = np.arange(12) % 3


@pytest.mark.parametrize(
    ("transform", "shape"),
    [
        ("", (4, 2, 8, 8)),
        ("crop_size: 5", (4, 2, 5, 5)),
        ("mean_value: [1, 2] mirror: true", (4, 2, 8, 8)),
    ],
)
def test_transformations(transform, shape, tmp_path):
    solver = caffe.load_solver(
        write(tmp_path, data_layer(transform=transform)), (IMAGES, LABELS), progress=False
    )
    assert solver.train_data.next()[0].shape == shape
    solver.solve()


@pytest.mark.parametrize(
    ("transform", "key"),
    [
        ("crop_size: 9", "crop"),
        ('mean_file: "m" mean_value: 1', "two_means"),
        ("mean_value: [1, 2, 3]", "mean_values"),
    ],
)
def test_transformations_that_make_no_sense(transform, key, tmp_path):
    with pytest.raises(TinygradError) as caught:
        caffe.load_solver(write(tmp_path, data_layer(transform=transform)), (IMAGES, LABELS))
    assert caught.value.key == f"caffe_data.{key}"


def test_data_of_other_shapes(tmp_path):
    flat = IMAGES.reshape(12, -1).astype("float32"), LABELS
    solver = caffe.load_solver(write(tmp_path, data_layer()), flat, progress=False)
    assert solver.train_data.next()[0].shape == (4, 128)
    with pytest.raises(TinygradError) as caught:
        caffe.load_solver(write(tmp_path, data_layer(transform="scale: 2")), flat)
    assert caught.value.key == "caffe_data.no_images"
    with pytest.raises(TinygradError) as caught:
        caffe.load_solver(write(tmp_path, data_layer(batch=0)), flat)
    assert caught.value.key == "caffe_data.no_batch_size"


def test_memory_data(tmp_path):
    text = NET.format(type="MemoryData", more="memory_data_param { batch_size: 3 }")
    path = write(tmp_path, text)
    solver = caffe.load_solver(path, {"d": (IMAGES, LABELS)}, progress=False)
    assert solver.train_data.next()[0].shape == (3, 2, 8, 8)
    with pytest.raises(TinygradError) as caught:
        caffe.load_solver(path)
    assert caught.value.key == "caffe_data.unmapped"


def test_hdf5_data(tmp_path):
    h5py = pytest.importorskip("h5py")
    numbers = np.random.default_rng(0).standard_normal((7, 5)).astype("float32")
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["x"], file["t"] = numbers, (np.arange(7) % 3).astype("float32")
    (tmp_path / "list.txt").write_text("a.h5\n")
    more = 'hdf5_data_param { source: "list.txt" batch_size: 4 shuffle: true }'
    solver = caffe.load_solver(
        write(tmp_path, NET.format(type="HDF5Data", more=more)), progress=False
    )
    assert solver.train_data.next()[0].shape == (4, 5)
    solver.solve()


def test_lmdb_data(tmp_path):
    lmdb = pytest.importorskip("lmdb")
    with lmdb.open(str(tmp_path / "s")) as base, base.begin(write=True) as writer:
        for number, (image, label) in enumerate(zip(IMAGES, LABELS)):
            datum = Message("Datum", channels=2, height=8, width=8, data=image.tobytes(),
                            label=int(label))  # fmt: skip
            writer.put(f"{number:08}".encode(), b"".join(wire.encode(datum)))
    path = write(tmp_path, data_layer(more="backend: LMDB"))
    solver = caffe.load_solver(path, progress=False)
    images, labels = solver.train_data.next()
    np.testing.assert_array_equal(images, IMAGES[:4])
    np.testing.assert_array_equal(labels, LABELS[:4])
    with pytest.raises(SettingError) as caught:  # LevelDB, Caffe's default
        caffe.load_solver(write(tmp_path, data_layer()))
    assert caught.value.key == "caffe_data.no_source"


def test_batches_for_input_layers(tmp_path):
    text = NET.format(
        type="Input", more="input_param { shape { dim: [4, 2, 8, 8] } shape { dim: 4 } }"
    )
    batches = (IMAGES.astype("float32"), LABELS)
    path = write(tmp_path, text, "test_iter: 1 test_interval: 2")
    solver = caffe.load_solver(path, train=batches, test=[batches], progress=False)
    assert len(solver.solve().loss) == 3
    with pytest.raises(SettingError) as caught:
        caffe.load_solver(path)
    assert caught.value.key == "caffe_data.nothing_to_feed"


def test_dummy_data_needs_no_feed(tmp_path):
    text = NET.format(
        type="DummyData",
        more="dummy_data_param { shape { dim: [4, 5] } shape { dim: 4 } "
        'data_filler { type: "gaussian" } data_filler { value: 1 } }',
    )
    solver = caffe.load_solver(write(tmp_path, text), progress=False)
    solver.solve()
    assert solver.history.loss[-1] < solver.history.loss[0]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (SETTINGS, "train_nets"),
        (f'{SETTINGS} net: "net.prototxt" train_net: "net.prototxt"', "train_nets"),
        (f'{SETTINGS} net: "nowhere.prototxt"', "no_net_file"),
        (f'{SETTINGS} train_net: "net.prototxt" test_iter: 1', "test_iters"),
        (f'{SETTINGS} net: "net.prototxt" test_net: "net.prototxt"', "test_iters"),
        (f'{SETTINGS} net: "net.prototxt" test_iter: 1', "no_test_interval"),
        (f'{SETTINGS} net: "net.prototxt" test_interval: 1', "no_test_iter"),
        (
            f'{SETTINGS} net: "net.prototxt" test_iter: 1 test_interval: 1 '
            "test_state {} test_state {}",
            "test_states",
        ),
        (f'{SETTINGS} net: "net.prototxt" display: -1', "negative"),
    ],
)
def test_solver_files_that_make_no_sense(text, key, tmp_path):
    write(tmp_path, data_layer())
    path = tmp_path / "solver.prototxt"
    path.write_text(text)
    with pytest.raises(SettingError) as caught:
        caffe.load_solver(path, (IMAGES, LABELS), progress=False)
    assert caught.value.key == f"caffe_data.{key}"


@pytest.mark.parametrize(
    "more",
    ['type: "Adagrad"', 'lr_policy: "linear"', "average_loss: 0", "iter_size: 0",
     'regularization_type: "L3"', 'type: "AdaGrad" momentum: 0.9', "test_iter: 0 test_interval: 1"],
)  # fmt: skip
def test_settings_that_the_solver_refuses(more, tmp_path):
    path = tmp_path / "solver.prototxt"
    write(tmp_path, data_layer())
    policy = "" if "lr_policy" in more else 'lr_policy: "fixed"'
    path.write_text(f'net: "net.prototxt" base_lr: 0.1 {policy} {more}')
    with pytest.raises(SettingError):
        caffe.load_solver(path, (IMAGES, LABELS), progress=False)


def test_a_policy_is_needed(tmp_path):
    write(tmp_path, data_layer())
    path = tmp_path / "solver.prototxt"
    path.write_text('net: "net.prototxt" base_lr: 0.1')
    with pytest.raises(SettingError):
        caffe.load_solver(path, (IMAGES, LABELS), progress=False)


def test_several_ways_to_name_nets(tmp_path):
    net = data_layer()
    write(tmp_path, net)
    (tmp_path / "inside").mkdir()
    (tmp_path / "net.prototxt").rename(tmp_path / "inside" / "net.prototxt")
    path = tmp_path / "inside" / "solver.prototxt"
    path.write_text(
        f'train_net: "net.prototxt" test_net: "inside/net.prototxt" test_net_param {{ {net} }} '
        f"test_iter: 2 test_iter: 1 test_interval: 2 {SETTINGS}"
    )
    solver = caffe.load_solver(path, (IMAGES, LABELS), progress=False)
    assert [test.iterations for test in solver.tests] == [2, 1]
    solver.solve()
    assert len(solver.history.tests) == 2 * 2


def test_folders_above_count_only_on_the_way_down(tmp_path):
    deep = tmp_path / "examples" / "mnist"
    deep.mkdir(parents=True)
    folders = folders_of(deep / "solver.prototxt")
    for place in (tmp_path / "run", deep / "net", tmp_path / "examples" / "mean"):
        place.touch()
    assert find("examples/mnist/net", folders) == deep / "net"
    assert find("examples/mean", folders) == tmp_path / "examples" / "mean"
    assert find("net", folders) == deep / "net"
    assert find("run", folders) is None and find("", folders) is None
    assert find(str(tmp_path / "run"), folders) == tmp_path / "run"


def test_what_is_written_goes_where_the_file_says(tmp_path, monkeypatch):
    """Even if a folder of that name stands beside the solver file, where nets are looked for."""
    (tmp_path / "there" / "out").mkdir(parents=True)
    (tmp_path / "here" / "out").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "here")
    path = write(tmp_path / "there", data_layer(), 'snapshot: 2 snapshot_prefix: "out/run"')
    caffe.load_solver(path, (IMAGES, LABELS), progress=False, max_iter=2).solve()
    assert (tmp_path / "here" / "out" / "run_iter_2.caffemodel").is_file()
    assert not list((tmp_path / "there" / "out").iterdir())
    write(tmp_path / "there", data_layer(), 'snapshot_prefix: "out"')  # a folder that is there
    solver = caffe.load_solver(path, (IMAGES, LABELS), progress=False)
    assert Path(solver.settings.snapshot_prefix) == Path("out/solver")


def test_a_layer_that_only_the_test_net_has_keeps_its_own_weights(tmp_path):
    probe = """
        layer { name: "probe" type: "InnerProduct" bottom: "ip" top: "probe"
          include { phase: TEST } inner_product_param { num_output: 2
          weight_filler { type: "constant" value: 0.25 }
          bias_filler { type: "constant" value: -3 } } }"""
    more = "test_iter: 1 test_interval: 3 test_initialization: false"
    path = write(tmp_path, data_layer() + probe, more)
    solver = caffe.load_solver(path, (IMAGES, LABELS), progress=False)
    tested = solver.tests[0].objective.net
    assert not hasattr(solver.net, "probe")
    solver.solve()
    np.testing.assert_array_equal(tested.probe.weight.data, np.full((2, 3), 0.25, "float32"))
    assert tested.ip.weight is solver.net.ip.weight
    with no_grad():
        values = tested(IMAGES[:4].astype("float32"), LABELS[:4])["probe"].data
    np.testing.assert_allclose(solver.history.tests[-1].outputs["probe"], values, rtol=1e-5)


def test_frozen_layers_stay(tmp_path):
    net = data_layer().replace('top: "ip"', 'top: "ip" param { lr_mult: 0 }')
    solver = caffe.load_solver(write(tmp_path, net), (IMAGES, LABELS), progress=False)
    before = solver.net.ip.weight.numpy(), solver.net.ip.bias.numpy()
    solver.solve()
    np.testing.assert_array_equal(solver.net.ip.weight.numpy(), before[0])
    assert (solver.net.ip.bias.numpy() != before[1]).any()


def test_weights_and_snapshots(tmp_path):
    path = write(tmp_path, data_layer(), f'snapshot: 2 snapshot_prefix: "{tmp_path}/run"')
    solver = caffe.load_solver(path, (IMAGES, LABELS), progress=False)
    solver.solve()
    made = {file.name for file in tmp_path.iterdir() if file.name.startswith("run")}
    endings = ("caffemodel", "snapshot", "solverstate")
    assert made == {f"run_iter_{n}.{ending}" for n in (2, 3) for ending in endings}
    fresh = caffe.load_solver(
        path, (IMAGES, LABELS), weights=tmp_path / "run_iter_3.caffemodel", progress=False
    )
    np.testing.assert_array_equal(fresh.net.ip.weight.numpy(), solver.net.ip.weight.numpy())
    assert fresh.iteration == 0
    by_file = write(
        tmp_path, data_layer(), 'weights: "run_iter_2.caffemodel,run_iter_3.caffemodel"'
    )
    twin = caffe.load_solver(by_file, (IMAGES, LABELS), progress=False)
    np.testing.assert_array_equal(twin.net.ip.weight.numpy(), solver.net.ip.weight.numpy())
    with pytest.raises(FileError):
        caffe.load_solver(path, (IMAGES, LABELS), weights=tmp_path / "none.caffemodel")


def test_a_resumed_run_has_the_same_bits(tmp_path):
    path = write(tmp_path, data_layer(transform="crop_size: 5 mirror: true", batch=5),
                 f'snapshot: 4 snapshot_prefix: "{tmp_path}/run" momentum: 0.9')  # fmt: skip
    given = {"data": (IMAGES, LABELS), "progress": False, "max_iter": 9}
    straight = caffe.load_solver(path, random_seed=3, **given)
    straight.solve()
    resumed = caffe.load_solver(path, random_seed=3, **given)
    resumed.restore(tmp_path / "run_iter_4.snapshot")
    resumed.solve()
    np.testing.assert_array_equal(resumed.net.ip.weight.numpy(), straight.net.ip.weight.numpy())
    assert resumed.history.loss[-1] == straight.history.loss[-1]


def test_load_net(digits):
    net = caffe.load_net(FILES / "lenet.prototxt", "TEST", digits)
    outputs = net(digits.inputs[:100], digits.targets[:100])
    assert set(outputs) == {"accuracy", "loss"} and 0 <= outputs["accuracy"].item() <= 1
    shapes = {"data": (7, 1, 28, 28), "label": (7,)}
    assert caffe.load_net(FILES / "lenet.prototxt", "TRAIN", input_shapes=shapes).outputs == (
        "loss",
    )
    net = caffe.load_net(FILES / "mnist_autoencoder.prototxt", data=digits, stages=["test-on-test"])
    assert net.outputs == ("cross_entropy_loss", "l2_error")
    with pytest.raises(SettingError):
        caffe.load_net(FILES / "lenet.prototxt")


def test_a_solver_gives_back_its_file(digits, tmp_path):
    solver = load("lenet_solver", digits)
    path = tmp_path / "again.prototxt"
    text = solver.to_prototxt(path)
    assert path.read_text() == text
    assert caffe.parse_text(text, "SolverParameter") == caffe.read_text(
        FILES / "lenet_solver.prototxt", "SolverParameter"
    )


def test_every_field_of_a_solver_file_is_known():
    """A field is a setting of the Solver, or the loader does something with it, or ignores it."""
    known = set(Settings.__dataclass_fields__)
    used = {"net", "net_param", "train_net", "train_net_param", "test_net", "test_net_param",
            "train_state", "test_state", "solver_type", "weights", "snapshot_format",
            "snapshot_diff"}  # fmt: skip
    ignored = {"solver_mode", "device_id", "layer_wise_reduce"}  # which machine computes
    fields = set(message_type("SolverParameter").fields)
    assert len(fields) == 42
    assert fields <= known | used | ignored
