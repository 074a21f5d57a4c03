"""Old forms of Caffe's files, and which layers take part."""

from __future__ import annotations

import pytest

from tinygrad_fa.caffe.filtering import broken, filtered, net_state
from tinygrad_fa.caffe.message import Message
from tinygrad_fa.caffe.schema import enums
from tinygrad_fa.caffe.text import parse_text
from tinygrad_fa.caffe.upgrade import SOLVER_TYPES, upgraded_net, upgraded_solver
from tinygrad_fa.caffe.writing import to_text
from tinygrad_fa.language.errors import DataError
from tinygrad_fa.solver.optimizers import OPTIMIZERS


def net(text):
    return parse_text(text, "NetParameter")


def same(old, new):
    assert to_text(upgraded_net(net(old))) == to_text(net(new))


def test_v1_layers():
    same(
        """layers { name: "c" type: CONVOLUTION bottom: "x" top: "y" blobs_lr: 1 blobs_lr: 2
             weight_decay: 1 weight_decay: 0 param: "w" blob_share_mode: PERMISSIVE
             include { phase: TEST } loss_weight: 0.5
             convolution_param { num_output: 3 kernel_size: 2 } }""",
        """layer { name: "c" type: "Convolution" bottom: "x" top: "y" loss_weight: 0.5
             param { name: "w" share_mode: PERMISSIVE lr_mult: 1 decay_mult: 1 }
             param { lr_mult: 2 decay_mult: 0 } include { phase: TEST }
             convolution_param { num_output: 3 kernel_size: 2 } }""",
    )


NAMES = {
    "NONE": "", "ABSVAL": "AbsVal", "BNLL": "BNLL", "CONTRASTIVE_LOSS": "ContrastiveLoss",
    "DATA": "Data", "DUMMY_DATA": "DummyData", "HDF5_DATA": "HDF5Data", "IM2COL": "Im2col",
    "INNER_PRODUCT": "InnerProduct", "LRN": "LRN", "MVN": "MVN", "RELU": "ReLU",
    "SIGMOID_CROSS_ENTROPY_LOSS": "SigmoidCrossEntropyLoss", "SOFTMAX": "Softmax",
    "SOFTMAX_LOSS": "SoftmaxWithLoss", "TANH": "TanH", "HDF5_OUTPUT": "HDF5Output",
    "ARGMAX": "ArgMax", "MULTINOMIAL_LOGISTIC_LOSS": "MultinomialLogisticLoss",
    "ELTWISE": "Eltwise", "THRESHOLD": "Threshold", "INFOGAIN_LOSS": "InfogainLoss",
}  # fmt: skip


@pytest.mark.parametrize("old", NAMES)
def test_v1_types(old):
    (layer,) = upgraded_net(net(f"layers {{ type: {old} }}")).layer
    assert layer.type == NAMES[old]


@pytest.mark.parametrize("kind", ["data", "image_data", "window_data"])
def test_transformations_move(kind):
    word, name = kind.upper(), "".join(part.capitalize() for part in kind.split("_"))
    same(
        f'layers {{ type: {word} {kind}_param {{ source: "s" scale: 2 mean_file: "m" '
        "crop_size: 3 mirror: true batch_size: 4 } }",
        f'layer {{ type: "{name}" {kind}_param {{ source: "s" batch_size: 4 }} '
        'transform_param { scale: 2 mean_file: "m" crop_size: 3 mirror: true } }',
    )


def test_v0_layers():
    same(
        """layers { layer { name: "pad" type: "padding" pad: 2 } bottom: "data" top: "pad" }
           layers { layer { name: "c" type: "conv" num_output: 3 kernelsize: 5 biasterm: false
                            blobs_lr: 1 weight_decay: 0 } bottom: "pad" top: "c" }
           layers { layer { name: "p" type: "pool" pool: AVE kernelsize: 2 stride: 2 }
                    bottom: "c" top: "p" }
           layers { layer { name: "d" type: "data" source: "s" meanfile: "m" batchsize: 4
                            cropsize: 3 scale: 2 } top: "z" }
           layers { layer { name: "l" type: "softmax_loss" } bottom: "p" bottom: "z" }""",
        """layer { name: "c" type: "Convolution" bottom: "data" top: "c"
                   param { lr_mult: 1 decay_mult: 0 }
                   convolution_param { num_output: 3 kernel_size: 5 bias_term: false pad: 2 } }
           layer { name: "p" type: "Pooling" bottom: "c" top: "p"
                   pooling_param { pool: AVE kernel_size: 2 stride: 2 } }
           layer { name: "d" type: "Data" top: "z" data_param { source: "s" batch_size: 4 }
                   transform_param { mean_file: "m" crop_size: 3 scale: 2 } }
           layer { name: "l" type: "SoftmaxWithLoss" bottom: "p" bottom: "z" }""",
    )


def test_inputs():
    same(
        'input: "a" input: "b" input_dim: [1,2,3,4] input_dim: [5,6,7,8] layer { name: "x" }',
        """layer { name: "input" type: "Input" top: "a" top: "b" input_param {
             shape { dim: [1,2,3,4] } shape { dim: [5,6,7,8] } } } layer { name: "x" }""",
    )
    same(
        'input: "a" input_shape { dim: [2,3] }',
        'layer { name: "input" type: "Input" top: "a" input_param { shape { dim: [2,3] } } }',
    )
    same('input: "a" layer { name: "x" }', 'layer { name: "x" }')  # an old caffemodel


def test_what_batch_norm_keeps_is_not_trained():
    old = 'layer { type: "BatchNorm" param { name: "m" } param { lr_mult: 3 } param {} }'
    for spec in upgraded_net(net(old)).layer[0].param:
        assert (spec.lr_mult, spec.decay_mult) == (0, 0)


@pytest.mark.parametrize("old", enums()["SolverType"])
def test_solver_types(old):
    solver = parse_text(f"solver_type: {old}", "SolverParameter")
    new = upgraded_solver(solver)
    assert new.type == SOLVER_TYPES[old] and new.type in OPTIMIZERS
    assert not new.has("solver_type")
    assert solver.has("solver_type")  # the message that was given is left alone


def test_nets_inside_a_solver_are_upgraded():
    text = "{ layers { type: RELU } }"
    solver = upgraded_solver(
        parse_text(f"net_param {text} train_net_param {text} test_net_param {text}",
                   "SolverParameter")
    )  # fmt: skip
    for inside in (solver.net_param, solver.train_net_param, *solver.test_net_param):
        assert inside.layer[0].type == "ReLU" and not inside.layers


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('layer { name: "a" } layers { name: "b" }', "layer_and_layers"),
        ('input: "a" input: "b" input_dim: [1,2,3,4]', "input_shapes"),
        ('layers { layer { type: "convolution" } }', "v0_type"),
        ('layers { layer { type: "relu" num_output: 3 } }', "v0_setting"),
        ('layers { layer { type: "conv" local_size: 3 } }', "v0_setting"),
        (
            'layers { layer { type: "padding" pad: 1 } bottom: "x" top: "p" } '
            'layers { layer { type: "relu" } bottom: "p" top: "y" }',
            "v0_padding",
        ),
    ],
)
def test_what_cannot_be_upgraded(text, key):
    with pytest.raises(DataError) as caught:
        upgraded_net(net(text))
    assert caught.value.key == f"caffe_nets.{key}"
    assert str(caught.value)


def test_two_types_are_refused():
    with pytest.raises(DataError) as caught:
        upgraded_solver(parse_text('type: "SGD" solver_type: SGD', "SolverParameter"))
    assert caught.value.key == "caffe_nets.two_solver_types"


# Which layers take part --------------------------------------------------------------------


def state(phase="TEST", level=0, *stages):
    return Message("NetState", phase=phase, level=level, stage=list(stages))


@pytest.mark.parametrize(
    ("rule", "now", "reason"),
    [
        ("", state(), None),
        ("phase: TEST", state("TEST"), None),
        ("phase: TRAIN", state("TEST"), "phase"),
        ("min_level: 2", state(level=1), "min_level"),
        ("min_level: 2", state(level=2), None),
        ("max_level: 2", state(level=3), "max_level"),
        ("max_level: -1", state(), "max_level"),
        ('stage: "a" stage: "b"', state("TEST", 0, "a"), "stage"),
        ('stage: "a" stage: "b"', state("TEST", 0, "b", "a", "c"), None),
        ('not_stage: "a" not_stage: "b"', state("TEST", 0, "b"), "not_stage"),
        ('not_stage: "a"', state("TEST", 0, "b"), None),
    ],
)
def test_rules(rule, now, reason):
    assert broken(parse_text(rule, "NetStateRule"), now) == reason


def kept(text, now):
    found, rejections = filtered(net(text), now)
    return [layer.name for layer in found.layer], {each.layer: each.reason for each in rejections}


def test_include_and_exclude():
    text = """layer { name: "always" }
      layer { name: "train" include { phase: TRAIN } }
      layer { name: "either" include { phase: TRAIN } include { stage: "s" } }
      layer { name: "not s" exclude { stage: "s" } }
      layer { name: "no test" exclude { phase: TEST } exclude { stage: "z" } }"""
    names, why = kept(text, state("TEST", 0, "s"))
    assert names == ["always", "either"]
    assert why == {"train": "phase", "not s": "excluded", "no test": "phase"} or why["train"]
    assert kept(text, state("TRAIN"))[0] == ["always", "train", "either", "not s", "no test"]
    assert kept(text, state("TEST"))[0] == ["always", "not s"]


def test_both_kinds_of_rules_are_refused():
    with pytest.raises(DataError) as caught:
        kept('layer { name: "a" include { phase: TRAIN } exclude { phase: TEST } }', state())
    assert caught.value.key == "caffe_nets.include_and_exclude"


def test_states_are_merged():
    merged = net_state("TEST", state("TRAIN", 2, "a"), Message("NetState", stage=["b"]))
    assert (merged.phase, merged.level, merged.stage) == ("TRAIN", 2, ["a", "b"])
    assert net_state("TRAIN").phase == "TRAIN"
