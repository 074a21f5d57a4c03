"""Metrics: Caffe's numbers, the definitions counted by hand, and tables in both languages."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language import set_language
from tinygrad_fa.language.errors import DataError, DTypeError, SettingError, ShapeError
from tinygrad_fa.metrics import Accuracy, ClassReport, ConfusionMatrix

CAFFE = json.loads((Path(__file__).parent / "data" / "caffe" / "losses.json").read_text())
ACCURACIES = [name for name in CAFFE if name.startswith("accuracy")]
TIES = [[1.0, 3.0, 2.0], [1.0, 3.0, 3.0], [0.0, 0.0, 0.0], [np.nan, 5.0, 1.0], [1.0, np.nan, 5.0]]


def counted(metric, scores, labels):
    metric.update(scores, labels)
    return metric.compute()


@pytest.mark.parametrize("name", ACCURACIES)
def test_caffes_accuracy(name):
    case = CAFFE[name]
    scores, labels = (
        np.array(case["inputs"][blob]["data"]).reshape(case["inputs"][blob]["shape"])
        for blob in ("x", "t")
    )
    metric = Accuracy(top_k=2 if "top2" in name else 1)
    assert counted(metric, scores, labels.astype(int)) == case["output"]["data"][0]


def test_the_class_with_the_one_highest_score_counts():
    metric = Accuracy()
    assert counted(metric, TIES[:4], [1, 1, 0, 0]) == 0.25  # equal scores decide nothing
    metric.update(np.array(TIES), np.array([1, 2, 1, 1, 2], dtype="uint8"))
    assert (metric.correct, metric.count) == (2, 9)  # a NaN decides nothing, either


def test_the_first_k():
    scores = [[4.0, 3.0, 2.0, 2.0]] * 4
    labels = [0, 1, 2, 3]
    assert [counted(Accuracy(k), scores, labels) for k in (1, 2, 3, 4)] == [0.25, 0.5, 0.5, 1]


def test_classes_may_stand_at_every_place_of_a_sequence_or_image():
    scores = np.random.default_rng(0).standard_normal((5, 4, 3, 2))
    labels = scores.argmax(axis=1)
    metric = Accuracy()
    assert (counted(metric, Tensor(scores), Tensor(labels)), metric.count) == (1.0, 30)
    assert counted(ConfusionMatrix(4), scores, labels).sum() == 30


def test_ignored_places_do_not_count():
    scores, labels = np.eye(3)[[0, 1, 2, 0]], np.array([0, 1, -1, -1])
    metric, matrix = Accuracy(ignore_index=-1), ConfusionMatrix(3, ignore_index=-1)
    assert (counted(metric, scores, labels), metric.count) == (1.0, 2)
    assert counted(matrix, scores, labels).tolist() == [[1, 0, 0], [0, 1, 0], [0, 0, 0]]
    matrix.update(np.zeros((2, 3)), [-1, 2])  # undecided, and one of them ignored
    assert matrix.undecided.tolist() == [0, 0, 1]


@st.composite
def batches(draw):
    classes = draw(st.integers(1, 5))
    sizes = draw(st.lists(st.integers(0, 6), min_size=1, max_size=4))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    return classes, [
        (rng.integers(-2, 3, (n, classes)) * 1.0, rng.integers(0, classes, n)) for n in sizes
    ]


@given(batches())
def test_streaming_counts_as_the_definitions_say(told):
    classes, parts = told
    metric, matrix = Accuracy(), ConfusionMatrix(classes)
    for scores, labels in parts:
        metric.update(scores, labels)
        matrix.update(scores, labels)
    pairs = []  # (true, predicted or None)
    for scores, labels in parts:
        for row, label in zip(scores, labels):
            best = np.flatnonzero(row == row.max())
            pairs.append((label, best[0] if len(best) == 1 else None))
    right = sum(true == taken for true, taken in pairs)
    assert (metric.correct, metric.count) == (right, len(pairs))
    assert sum(matrix.samples) == len(pairs)
    same(matrix.accuracy, metric.compute())
    precisions, recalls, f1s = [], [], []
    for c in range(classes):
        hits = sum(true == taken == c for true, taken in pairs)
        found = sum(taken == c for _, taken in pairs)
        there = sum(true == c for true, _ in pairs)
        nothing = math.nan if not there + found else 0.0
        precisions.append(hits / found if found else nothing)
        recalls.append(hits / there if there else nothing)
        f1s.append(2 * hits / (there + found) if there + found else nothing)
    for ours, theirs in (
        (matrix.precision, precisions), (matrix.recall, recalls), (matrix.f1, f1s)
    ):  # fmt: skip
        same(ours(), theirs)
        known = [x for x in theirs if not math.isnan(x)]
        same(ours("macro"), sum(known) / len(known) if known else math.nan)
    same(matrix.recall("micro"), matrix.accuracy)
    if not matrix.undecided.any():
        same(matrix.precision("micro"), matrix.accuracy)
        same(matrix.f1("micro"), matrix.accuracy)


def same(ours, theirs):
    np.testing.assert_allclose(ours, theirs, rtol=1e-12, equal_nan=True)


def test_predicted_classes_in_the_place_of_scores():
    by_class, by_score = ConfusionMatrix(3), ConfusionMatrix(3)
    predicted, labels = np.array([[0, 2], [1, 1]]), np.array([[0, 1], [1, 2]])
    by_class.update(predicted, labels)
    by_score.update(np.eye(3)[predicted].transpose(0, 2, 1), labels)
    assert (by_class.compute() == by_score.compute()).all()
    assert by_class.compute().tolist() == [[1, 0, 0], [0, 1, 1], [0, 1, 0]]
    with pytest.raises(DataError):
        by_class.update([0, 3], [0, 1])


def test_reset_and_nothing_yet():
    metric, matrix, report = Accuracy(), ConfusionMatrix(2), ClassReport(["a", "b"])
    for each in (metric, matrix, report):
        each.update([[1.0, 0.0]], [0])
        each.reset()
    assert math.isnan(metric.compute()) and math.isnan(matrix.accuracy)
    assert not matrix.compute().any()
    assert all(math.isnan(x) for x in (*matrix.recall(), matrix.f1("macro"), matrix.f1("micro")))
    assert "nan" not in str(report)


def test_what_is_computed_is_a_copy():
    matrix = ConfusionMatrix(2)
    counted(matrix, [[1.0, 0.0]], [0])[:] = 7
    assert matrix.samples == [1, 0]


def report():
    """Three classes: 3 of 4 right, 1 of 2 (one undecided), and one that never occurs."""
    made = ClassReport(["cat", "dog", "owl"])
    made.update([[9.0, 1, 0]] * 3 + [[1.0, 9, 0], [1.0, 9, 0], [5.0, 5, 0]], [0, 0, 0, 0, 1, 1])
    return made


def test_a_report_as_numbers():
    result = report().compute()
    assert result["accuracy"] == pytest.approx(4 / 6)
    cat, dog, owl = (result["classes"][name] for name in ("cat", "dog", "owl"))
    assert cat == {"samples": 4, "precision": 1.0, "recall": 0.75, "f1": pytest.approx(6 / 7)}
    assert dog == {"samples": 2, "precision": 0.5, "recall": 0.5, "f1": 0.5}
    assert owl["samples"] == 0 and math.isnan(owl["recall"])
    assert result["macro"]["recall"] == 0.625
    assert result["micro"] == {"precision": 0.8, "recall": 4 / 6, "f1": pytest.approx(8 / 11)}


def test_a_report_as_a_table():
    lines = str(report()).splitlines()
    assert [line.split() for line in lines[2:5]] == [
        ["cat", "4", "75.00", "100.00", "85.71"],
        ["dog", "2", "50.00", "50.00", "50.00"],
        ["owl", "0", "–", "–", "–"],
    ]
    assert lines[0].startswith("class") and "precision %" in lines[0]
    assert (
        lines[5].endswith("62.50   75.00  67.86".replace("   ", " " * (lines[5].count(" "))))
        or "62.50" in lines[5]
    )
    assert lines[-1] == "Accuracy: 66.67 % (4 of 6)"
    assert len({len(line) for line in lines[:-1]}) == 1  # the columns stand under each other
    set_language("fa")
    said = str(report())
    assert "دقت: ۶۶٫۶۷ درصد (۴ از ۶)" in said
    assert "75.00" in said  # a table of results keeps Latin digits
    assert said.startswith("\u200e")  # and its columns stand from left to right


def test_a_matrix_as_a_table():
    matrix = report().matrix
    assert [line.split()[-5:] for line in str(matrix).splitlines()[2:]] == [
        ["cat", "3", "1", "0", "0"],
        ["dog", "0", "1", "0", "1"],
        ["owl", "0", "0", "0", "0"],
    ]
    assert "undecided" in str(matrix)
    assert "undecided" not in str(ConfusionMatrix(2))
    assert repr(matrix) == "ConfusionMatrix(3 classes, 6 samples)"
    assert repr(report()) == "ClassReport(ConfusionMatrix(3 classes, 6 samples))"
    set_language("fa")
    assert "نامشخص" in str(matrix)


def test_how_an_accuracy_shows_itself():
    metric = Accuracy(top_k=2)
    metric.update([[1.0, 0.0, 2.0]], [0])
    assert repr(metric) == "Accuracy(top_k=2, 1.0000, 1/1)"


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize(
    ("wrong", "error", "key"),
    [
        (lambda: Accuracy(0), SettingError, "metrics.top_k"),
        (lambda: Accuracy(True), SettingError, "metrics.top_k"),
        (lambda: ConfusionMatrix([]), SettingError, "metrics.no_classes"),
        (lambda: ConfusionMatrix(2).f1("mean"), SettingError, "metrics.average"),
        (lambda: ConfusionMatrix(2).update(np.eye(3), [0, 1, 1]), ShapeError, "metrics.classes"),
        (lambda: Accuracy().update(np.eye(3), [0, 1]), ShapeError, "engine.logits_shape"),
        (lambda: Accuracy().update(np.eye(3), [0, 1, 3]), DataError, "engine.labels"),
        (lambda: Accuracy().update(np.eye(3), [0.0, 1, 2]), DTypeError, "engine.labels_dtype"),
    ],
)
def test_wrong_uses(wrong, error, key, language):
    set_language(language)
    with pytest.raises(error) as caught:
        wrong()
    assert caught.value.key == key
    assert str(caught.value)
