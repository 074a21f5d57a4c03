"""The journal: whatever moment the grader is killed at, whole verdicts stay and no others."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinygrad_fa.homework.journal import FILE, Journal
from tinygrad_fa.homework.records import QuestionVerdict, SubmissionVerdict, Verdict
from tinygrad_fa.language.errors import FileError, StateError


def verdict(number, earned=1.0, **more):
    state = "right" if earned else "wrong"
    item = Verdict("dz2", 2.0, earned, state, explanation={"fa": "ه", "en": "x"})
    return SubmissionVerdict(
        key=f"key{number}", student=f"s{number}", file=f"s{number}.ipynb", digest=f"d{number}",
        homework="hw2", tier="A", questions=(QuestionVerdict("backward", (item,), "out", ""),),
        notes=({"fa": "دیر", "en": "late"},), fingerprint=(1, 2, 3), **more,
    )  # fmt: skip


def test_what_is_written_is_read_again(tmp_path):
    with Journal(tmp_path) as journal:
        for number in range(3):
            journal.append(verdict(number))
    with Journal(tmp_path) as journal:
        assert list(journal) == [verdict(number) for number in range(3)]
        assert "key1" in journal and "key9" not in journal and len(journal) == 3
        assert journal.find("key2") == verdict(2) and journal.find("key9") is None


def test_the_last_verdict_of_a_key_holds(tmp_path):
    with Journal(tmp_path) as journal:
        journal.append(verdict(1, 0.0))
        journal.append(verdict(2))
        journal.append(verdict(1, 2.0))
        assert journal.find("key1").earned == 2.0
    with Journal(tmp_path) as journal:
        assert [v.key for v in journal] == ["key2", "key1"] and journal.find("key1").earned == 2.0
    assert len((tmp_path / FILE).read_bytes().splitlines()) == 3  # nothing is ever overwritten


def test_a_submission_is_found_under_another_key(tmp_path):
    with Journal(tmp_path) as journal:
        journal.append(verdict(1))
        assert journal.find_submission("s1", "d1") == verdict(1)
        assert journal.find_submission("s1", "other") is None
        assert journal.find_submission("s2", "d1") is None


@given(cut=st.integers(0, 3000))
def test_a_torn_journal_keeps_its_whole_lines(tmp_path_factory, cut):
    folder = tmp_path_factory.mktemp("torn")
    with Journal(folder) as journal:
        for number in range(3):
            journal.append(verdict(number))
    content = (folder / FILE).read_bytes()
    whole = content[: min(cut, len(content))].count(b"\n")
    (folder / FILE).write_bytes(content[:cut])
    with Journal(folder) as journal:
        assert list(journal) == [verdict(number) for number in range(whole)]
        journal.append(verdict(7))
        assert not journal.unreadable
    with Journal(folder) as journal:
        assert list(journal)[-1] == verdict(7) and len(journal) == whole + 1


def test_a_torn_line_longer_than_a_block_is_cut(tmp_path):
    (tmp_path / FILE).write_bytes(b"x" * 200_000)
    with Journal(tmp_path) as journal:
        assert len(journal) == 0
    assert (tmp_path / FILE).read_bytes() == b""


RUBBISH = [b"{}", b"[]", b"\0\0\0\0", b'{"key": 1}', b"\xff", b"[" * 9999]


@pytest.mark.parametrize("rubbish", RUBBISH)
def test_a_line_that_is_no_verdict_is_told_and_left_out(tmp_path, rubbish):
    with Journal(tmp_path) as journal:
        journal.append(verdict(1))
    with open(tmp_path / FILE, "ab") as file:
        file.write(rubbish + b"\n")
    with Journal(tmp_path) as journal:
        journal.append(verdict(2))
    with Journal(tmp_path) as journal:
        assert [v.key for v in journal] == ["key1", "key2"] and journal.unreadable == [2]


def test_persian_stands_in_it_as_letters_and_half_letters_do_no_harm(tmp_path):
    with Journal(tmp_path) as journal:
        journal.append(verdict("۱"))
        journal.append(SubmissionVerdict("k", "a\ud800", "f", "d", "hw", "A"))
    assert "دیر" in (tmp_path / FILE).read_text(encoding="utf-8")
    with Journal(tmp_path) as journal:
        assert len(journal) == 2 and not journal.unreadable


def test_two_graders_may_not_share_a_folder(tmp_path):
    pytest.importorskip("fcntl")
    with Journal(tmp_path), pytest.raises(StateError) as caught:
        Journal(tmp_path)
    assert caught.value.key == "grading.already_running"
    Journal(tmp_path).close()  # free again


def test_a_folder_in_its_place_is_told(tmp_path):
    (tmp_path / FILE).mkdir()
    with pytest.raises(FileError) as caught:
        Journal(tmp_path)
    assert caught.value.key == "grading.no_journal"
    with pytest.raises(FileError):
        Journal(tmp_path / "missing")


def test_no_time_stands_in_it(tmp_path):
    with Journal(tmp_path) as journal:
        journal.append(verdict(1))
    (line,) = (tmp_path / FILE).read_text(encoding="utf-8").splitlines()
    assert json.loads(line) == json.loads(json.dumps(verdict(1).as_plain()))


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (("questions", 0, "verdicts", 0, "earned"), [1]),
        (("questions", 0, "verdicts", 0, "earned"), float("nan")),
        (("questions", 0, "verdicts", 0, "earned"), 1e308),
        (("questions", 0, "verdicts", 0, "points"), "2"),
        (("questions", 0, "verdicts", 0, "state"), {}),
        (("questions", 0, "verdicts", 0, "state"), "perfect"),
        (("questions", 0, "verdicts", 0, "misconception"), {"a": 1}),
        (("questions", 0, "verdicts", 0, "explanation"), {"en": 1}),
        (("questions", 0, "verdicts", 0), []),
        (("questions", 0, "output"), None),
        (("refused",), "no"),
        (("notes", 0), []),
        (("fingerprint", 1), [2]),
        (("student",), 7),
    ],
)
def test_a_verdict_that_somebody_has_edited_is_left_out(tmp_path, where, value):
    edited = json.loads(json.dumps(verdict(1).as_plain()))
    *above, last = where
    inner = edited
    for step in above:
        inner = inner[step]
    inner[last] = value
    (tmp_path / FILE).write_text(json.dumps(edited) + "\n", encoding="utf-8")
    with Journal(tmp_path) as journal:
        journal.append(verdict(2))
        assert [v.key for v in journal] == ["key2"] and journal.unreadable == [1]
