"""Grading a class: scores as they were made, whoever grades, and what is told beforehand."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from tests.homework.small_class import FULL, KINDS, SOURCE, write_class
from tinygrad_fa.cli import main
from tinygrad_fa.homework import course, grade_class, grading, personal, seeds
from tinygrad_fa.homework.building import find_homework
from tinygrad_fa.homework.executors import Workers
from tinygrad_fa.homework.grade_class import Wish, prepare
from tinygrad_fa.homework.journal import FILE, Journal
from tinygrad_fa.homework.sandbox import probe
from tinygrad_fa.language.errors import DataError, FileError, SettingError, StateError

TIERS = [tier.letter for tier in probe() if tier.available and tier.letter in "AB"]
pytestmark = pytest.mark.skipif(not TIERS, reason="there is no sandbox (bubblewrap or Landlock)")


class Here(Workers):
    """This very process."""

    def __init__(self, count=1):
        self.count, self.executor = count, ThreadPoolExecutor(count)


def wish(folder, **more):
    return Wish(
        folder / "submissions", str(folder / "small.py"), folder / "results", **more
    )  # fmt: skip


def graded(folder, workers=None, **more):
    workers = workers or Here()
    prepared = prepare(wish(folder, **more), workers)
    with Journal(prepared.wish.out) as journal:
        grade_class.grade(prepared, journal, workers)
        return grade_class.results_of(prepared, journal), prepared, journal


def check_scores(results, pupils):
    for row in results.rows:
        pupil = pupils[row.student]
        named = {item: v.misconception for (_, item), v in row.by_column.items() if v.misconception}
        assert row.earned == pupil.earned, (row.student, pupil.code, row.verdict)
        assert pupil.slips.items() <= named.items(), (row.student, named)


FAST = ["right", "slope_of_z", "two_slips", "unknown_mistake", "error", "no_python", "exit"]


def test_every_score_is_as_it_was_made(tmp_path):
    pupils = write_class(tmp_path, FAST)
    results, prepared, journal = graded(tmp_path, roster=tmp_path / "roster.csv")
    check_scores(results, pupils)
    assert [row.name for row in results.rows] == [f"نام s{i:03}" for i in range(len(FAST))]
    assert results.points == FULL + 2 and results.rows[0].verdict.tier == TIERS[0]
    first = next(iter(journal))
    assert first.questions[2].verdicts[0].state == "by_hand"
    _, paths = grade_class.report(prepared, journal)
    page = (tmp_path / "results" / "class.en.html").read_text(encoding="utf-8")
    assert all(path.is_file() for path in paths) and "neuron.dz" in page


def verdicts(folder):
    lines = (folder / "results" / FILE).read_bytes().splitlines()
    return sorted(lines)


def test_the_order_and_the_workers_change_nothing(tmp_path):
    write_class(tmp_path, FAST[:4])
    graded(tmp_path)
    before = verdicts(tmp_path)
    shutil.rmtree(tmp_path / "results")
    workers = Here(3)
    prepared = prepare(wish(tmp_path), workers)
    prepared = replace(prepared, jobs=prepared.jobs[::-1])
    with Journal(prepared.wish.out) as journal:
        grade_class.grade(prepared, journal, workers)
    assert verdicts(tmp_path) == before


def test_what_was_graded_is_not_graded_again_unless_it_was_changed(tmp_path, monkeypatch):
    write_class(tmp_path, FAST[:3])
    graded(tmp_path)
    done = []
    original = grading.grade_one
    monkeypatch.setattr(
        grade_class, "grade_one", lambda job: (done.append(job.student), original(job))[1]
    )
    graded(tmp_path, resume=True)
    assert done == []
    handed_in = tmp_path / "submissions" / "s001" / "small.py"
    handed_in.write_text(KINDS["right"].code, encoding="utf-8")
    results, _, _ = graded(tmp_path, resume=True)
    assert done == ["s001"] and [row.earned for row in results.rows] == [8, 8, 3]


def test_one_student_or_one_question_is_graded_again(tmp_path, monkeypatch):
    write_class(tmp_path, FAST[:3])
    graded(tmp_path)
    asked = []
    original = grading._judged

    def judged(job, question, *more):
        asked.append((job.student, question.id))
        return original(job, question, *more)

    monkeypatch.setattr(grading, "_judged", judged)
    graded(tmp_path, students=("S001",))
    assert asked == [("s001", "neuron"), ("s001", "mean"), ("s001", "why")]
    asked.clear()
    # The author has found that the mean is worth more: only it is asked again.
    source = tmp_path / "small.py"
    changed = SOURCE.replace('items={"mean": 3}', 'items={"mean": 4}')
    source.write_text(changed, encoding="utf-8")
    results, prepared, journal = graded(tmp_path, questions=("mean",))
    assert asked == [(f"s00{i}", "mean") for i in range(3)]
    assert [row.earned for row in results.rows] == [9, 7, 3]
    assert {v.key for v in journal} > {job.key for job in prepared.jobs}
    asked.clear()
    # If the other questions are others, too, everything is asked.
    source.write_text(changed.replace('"dw": 1}', '"dw": 2}'), encoding="utf-8")
    graded(tmp_path, questions=("mean",))
    assert len(asked) == 9


def test_who_is_not_graded_yet_is_not_said_to_have_handed_in_nothing(tmp_path):
    write_class(tmp_path, FAST[:3])
    (tmp_path / "submissions" / "s002" / "small.py").unlink()
    roster = tmp_path / "roster.csv"
    results, prepared, journal = graded(tmp_path, students=("s001",), roster=roster)
    assert [(row.student, row.verdict is None) for row in results.rows] == [
        ("s001", False), ("s002", True),
    ]  # fmt: skip
    assert grade_class.ungraded(prepared, journal) == 1
    results, prepared, journal = graded(tmp_path, resume=True, roster=roster)
    assert len(results.rows) == 3 and grade_class.ungraded(prepared, journal) == 0


def test_a_value_that_breaks_the_judge_costs_one_question(tmp_path, monkeypatch):
    write_class(tmp_path, ["right"])
    prepared = prepare(wish(tmp_path), Here())
    original = grading.score

    def score(question, *args):
        if question.id == "mean":
            raise ZeroDivisionError("at 0x7f0123456789")
        return original(question, *args)

    monkeypatch.setattr(grading, "score", score)
    with Journal(prepared.wish.out) as journal:
        grade_class.grade(prepared, journal, Here())
        (row,) = grade_class.results_of(prepared, journal).rows
        grade_class.report(prepared, journal)
    assert row.earned == 5 and row.by_column["mean", "mean"].cause == "grader"
    assert row.question("mean").error == "ZeroDivisionError: at 0x…"
    page = (tmp_path / "results" / "students" / "s000.en.html").read_text(encoding="utf-8")
    assert "could not be marked" in page


def test_a_submission_that_vanishes_costs_one_verdict(tmp_path):
    write_class(tmp_path, FAST[:2])
    prepared = prepare(wish(tmp_path), Here())
    shutil.rmtree(tmp_path / "submissions" / "s000")
    with Journal(prepared.wish.out) as journal:
        grade_class.grade(prepared, journal, Here())
        rows = grade_class.results_of(prepared, journal).rows
    assert rows[0].verdict.refused and rows[0].earned == 0 and rows[1].earned == 6


# What is told before anything is graded


@pytest.fixture
def nothing_runs(monkeypatch):
    """Fail if any submission is graded."""
    monkeypatch.setattr(grade_class, "grade_one", None)


def refused(capsys, *words):
    assert main(["grade", *map(str, words)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    return captured.err


@pytest.fixture
def folder(tmp_path):
    write_class(tmp_path, ["right", "sign"])
    return tmp_path


def words(folder, *more):
    return [folder / "submissions", "--homework", folder / "small.py", "--out",
            folder / "results", *more]  # fmt: skip


@pytest.mark.usefixtures("nothing_runs")
class TestBadInput:
    def changed(self, folder, old, new):
        assert old in SOURCE
        (folder / "small.py").write_text(SOURCE.replace(old, new), encoding="utf-8")
        with pytest.raises(DataError) as caught:
            prepare(wish(folder), Here())
        return caught.value

    def test_a_reference_that_fails_its_own_checks(self, folder):
        error = self.changed(folder, 'return {"z": z,', 'return {"z": -z,')
        assert error.key == "building.not_proved" and "neuron.z" in str(error)

    def test_duplicate_ids(self, folder):
        error = self.changed(folder, 'id="mean"', 'id="neuron"')
        assert error.key == "homework.duplicate_id"

    def test_points_that_are_missing(self, folder):
        assert self.changed(folder, '{"mean": 3}', '{"mean": None}').key == "homework.no_points"

    def test_slips_that_cannot_be_told_apart_are_listed(self, folder):
        text = SOURCE.replace("(a ** 2).sum() / a.size", "(a * a).sum() / a.size")
        text = text.replace(
            "inputs=draw(a=normal(7))", "inputs=draw(a=lambda: np.array([0.0, 1.0]))"
        )
        (folder / "small.py").write_text(text, encoding="utf-8")
        prepared = prepare(wish(folder), Here())
        assert any("mean" in warning["en"] for warning in prepared.warnings), prepared.warnings

    def test_no_sandbox(self, folder, monkeypatch, capsys):
        monkeypatch.setattr("tinygrad_fa.homework.sandbox.ladder._obstacle", lambda letter: {
            "en": "not here", "fa": "اینجا نیست"} if letter != "D" else None)  # fmt: skip
        from tinygrad_fa.homework.sandbox import ladder

        ladder._try.cache_clear()
        try:
            assert "not here" in refused(capsys, *words(folder))
        finally:
            monkeypatch.undo()
            ladder._try.cache_clear()

    def test_unknown_students_and_two_submissions_are_listed(self, folder):
        for name in ("stranger", "S000"):
            (folder / "submissions" / name).mkdir()
            (folder / "submissions" / name / "small.py").write_text("x = 1")
        prepared = prepare(wish(folder, roster=folder / "roster.csv"), Here())
        said = " ".join(warning["en"] for warning in prepared.warnings)
        assert "stranger" in said and "S000" in said
        assert sorted(job.student for job in prepared.jobs) == ["s000", "s001", "stranger"]

    def test_results_that_cannot_be_written(self, folder):
        (folder / "results").write_text("a file")
        with pytest.raises(FileError):
            prepare(wish(folder), Here())

    def test_results_of_an_earlier_grading(self, folder, capsys):
        (folder / "results").mkdir()
        (folder / "results" / FILE).write_bytes(b"")
        assert "--resume" in refused(capsys, *words(folder))
        with pytest.raises(StateError):
            prepare(wish(folder), Here())

    def test_a_homework_with_personal_numbers_needs_its_key(self, folder):
        (folder / "course.key").unlink()
        text = SOURCE.replace("seconds=1.0,\n        inputs", "personal=True,\n        inputs")
        (folder / "small.py").write_text(text, encoding="utf-8")
        with pytest.raises(SettingError) as caught:
            prepare(wish(folder), Here())
        assert caught.value.key == "grading.needs_key"

    def test_without_personal_numbers_a_key_is_drawn_and_kept(self, folder):
        (folder / "course.key").unlink()
        first = prepare(wish(folder), Here())
        assert any("course.key" in warning["fa"] for warning in first.warnings)
        assert (folder / "results" / "course.key").stat().st_mode & 0o777 == 0o600
        again = prepare(wish(folder, resume=True), Here())
        assert [job.key for job in again.jobs] == [job.key for job in first.jobs]

    @pytest.mark.parametrize(
        ("more", "said"),
        [
            (["--question", "nothing"], "neuron, mean, why"),
            (["--student", "nobody"], "s000, s001"),
            (["--executor", "fork"], "processes:4"),
            (["--executor", "processes:0"], "at least 1"),
            (["--jobs", "0"], "at least 1"),
            (["--tier", "D"], "--trust-submissions"),
            (["--roster", "missing.csv"], "missing.csv"),
            (["--course-key", "missing.key"], "missing.key"),
        ],
    )
    def test_settings(self, folder, capsys, more, said):
        assert said in refused(capsys, *words(folder, *more))

    def test_a_worker_that_cannot_grade(self, folder):
        class Elsewhere(Here):
            def everywhere(self, function):
                return [function(), "There is no sandbox here."]

        with pytest.raises(SettingError) as caught:
            prepare(wish(folder), Elsewhere())
        assert caught.value.key == "grading.bad_worker"

    def test_nothing_was_handed_in(self, folder, capsys):
        shutil.rmtree(folder / "submissions")
        assert "submissions" in refused(capsys, *words(folder))
        (folder / "submissions").mkdir()
        refused(capsys, *words(folder))
        assert "tinygrad-fa grade submissions/" in refused(capsys)


def test_a_key_is_of_student_bytes_homework_and_numbers(tmp_path):
    write_class(tmp_path, ["right", "sign"])
    job = prepare(wish(tmp_path), Here()).jobs[0]
    others = [
        replace(job, student="x"),
        replace(job, digest="x"),
        replace(job, space_key=b"x" * 32),
        replace(job, source=replace(job.source, digest="x")),
    ]
    assert len({job.key, *(other.key for other in others)}) == 5
    assert replace(job, tier="B", trust=True).key == job.key
    json.dumps(job.died().as_plain())


def test_a_number_of_the_platform_does_not_cost_a_student_her_own_numbers(tmp_path):
    write_class(tmp_path, ["right"])
    source = SOURCE.replace('id="mean", function', 'id="mean", personal=True, function')
    assert source != SOURCE
    (tmp_path / "small.py").write_text(source, encoding="utf-8")
    (tmp_path / "k.key").write_text("0123456789abcdef" * 4, encoding="utf-8")
    key = seeds.space(course.read_key(tmp_path / "k.key"), "small", "personal")
    question = find_homework(tmp_path / "small.py").by_id["mean"]
    (value,) = question.reference.values(personal.numbers(question, "4001", key)).values()
    shutil.rmtree(tmp_path / "submissions")
    inside = tmp_path / "submissions" / "Sara_90001_assignsubmission_file"
    inside.mkdir(parents=True)
    text = f'student = "4001"\ndef mean_square(a):\n    return {float(value)!r}\n'
    (inside / "hw.py").write_text(text, encoding="utf-8")
    results, *_ = graded(tmp_path, course_key=tmp_path / "k.key")
    (row,) = results.rows
    assert row.by_column["mean", "mean"].state == "right"
    assert "4001" in str(row.verdict.notes)


def test_a_homework_that_was_changed_and_a_key_of_another_course(tmp_path):
    write_class(tmp_path, ["right"])
    source = SOURCE.replace('id="mean", function', 'id="mean", personal=True, function')
    (tmp_path / "small.py").write_text(source, encoding="utf-8")
    (tmp_path / "one.key").write_text("0123456789abcdef" * 4, encoding="utf-8")
    (tmp_path / "two.key").write_text("fedcba9876543210" * 4, encoding="utf-8")
    built = {
        "sha256": find_homework(tmp_path / "small.py").digest,
        "course_key": course.mark_of(course.read_key(tmp_path / "one.key")),
    }
    (tmp_path / "manifest.json").write_text(json.dumps(built), encoding="utf-8")
    before = prepare(wish(tmp_path, course_key=tmp_path / "one.key"), Here())
    assert not any("changed" in text["en"] for text in before.warnings)
    with pytest.raises(SettingError) as error:
        prepare(wish(tmp_path, course_key=tmp_path / "two.key"), Here())
    assert error.value.key == "grading.other_key"
    (tmp_path / "small.py").write_text(source + "\n", encoding="utf-8")
    after = prepare(wish(tmp_path, course_key=tmp_path / "one.key"), Here())
    assert any("changed" in text["en"] for text in after.warnings)
