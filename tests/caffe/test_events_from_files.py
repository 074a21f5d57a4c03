"""The logs of ``caffe train`` again, this time from solver and net files, through every floor.

The figures are those of tests/solver/test_events.py; here only losses, rates and outputs are looked
at.  The data base of the recorded runs is a pair of arrays, the nets are files.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tinygrad_fa import caffe
from tinygrad_fa.caffe.message import Message
from tinygrad_fa.caffe.solverstate import restore_solverstate

CASES = json.loads(
    (Path(__file__).parent.parent / "data" / "caffe" / "events.json").read_text("utf-8")
)
GOOD = sorted(name for name in CASES if not name.startswith("ERR_"))

NET = """
layer { name: "data" type: "Data" top: "x" top: "label" include { phase: TRAIN }
        data_param { source: "rows" batch_size: %d } }
layer { name: "data" type: "Data" top: "x" top: "label" include { phase: TEST }
        data_param { source: "rows" batch_size: %d } }
layer { name: "ip1" type: "InnerProduct" bottom: "x" top: "ip1" inner_product_param {
        num_output: 4 weight_filler { type: "constant" value: 0.1 } } }
layer { name: "sig" type: "Sigmoid" bottom: "ip1" top: "ip1" }
layer { name: "ip2" type: "InnerProduct" bottom: "ip1" top: "ip2" inner_product_param {
        num_output: 3 weight_filler { value: 0.2 } } }
layer { name: "acc" type: "Accuracy" bottom: "ip2" bottom: "label" top: "acc"
        include { phase: TEST } }
layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip2" bottom: "label" top: "loss" }
"""


def make(name, folder, **more):
    """Return the Solver of a case, made from files, and its events as they come."""
    case = CASES[name]
    (folder / "net.prototxt").write_text(NET % (case["train_batch"], case.get("test_batch") or 1))
    message = Message("SolverParameter", net="net.prototxt", snapshot_prefix=f"{folder}/ev")
    for field, value in case["solver"].items():
        setattr(message, field, float(value) if message.field(field).type == "float" else value)
    caffe.write_text(message, folder / "solver.prototxt")
    rows = np.array(case["x"], "float32"), np.array(case["label"]).astype("int64")
    solver = caffe.load_solver(folder / "solver.prototxt", rows, progress=False, **more)
    events = []
    solver.report.listen(events.append)
    return solver, events


def figures(events):
    """Return (kind, number) of every loss, rate and output, in order."""
    for event in events:
        values = event.values
        if event.kind in ("display", "final_loss", "test_loss"):
            kind = {"display": "loss"}.get(event.kind, event.kind)
            yield kind, values["loss"]
        elif event.kind == "rate":
            yield "lr", values["lr"]
        elif event.kind in ("train_output", "test_output"):
            yield event.kind.replace("output", "out"), values["value"]
        elif event.kind == "clip":
            yield "clip", values["norm"]


PLACES = {"loss": 1, "final_loss": 1, "lr": 1, "test_loss": 0, "train_out": 2, "test_out": 2,
          "clip": 0}  # fmt: skip


def recorded(name):
    for kind, *values in CASES[name]["events"]:
        if kind in PLACES:
            yield kind, float(values[PLACES[kind]])


def check(name, events):
    ours, theirs = list(figures(events)), list(recorded(name))
    assert [kind for kind, _ in ours] == [kind for kind, _ in theirs]
    np.testing.assert_allclose(
        [value for _, value in ours], [value for _, value in theirs], rtol=2e-5, atol=1e-6
    )


@pytest.mark.parametrize("name", [n for n in GOOD if n not in ("resume_from_5", "finetune")])
def test_the_log_of_caffe(name, tmp_path):
    solver, events = make(name, tmp_path)
    solver.solve()
    check(name, events)


def test_resumed_from_a_solverstate(tmp_path):
    make("basic", tmp_path)[0].step(5)
    solver, events = make("resume_from_5", tmp_path)
    restore_solverstate(solver, tmp_path / "ev_iter_5.solverstate")
    solver.solve()
    check("resume_from_5", events)


def test_finetuned_from_a_caffemodel(tmp_path):
    make("basic", tmp_path)[0].solve()
    solver, events = make("finetune", tmp_path, weights=tmp_path / "ev_iter_10.caffemodel")
    solver.solve()
    check("finetune", events)
