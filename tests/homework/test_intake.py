"""Submissions out of folders, archives and exports of platforms; refusals of what is dangerous."""

from __future__ import annotations

import io
import os
import pickle
import stat
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinygrad_fa import language
from tinygrad_fa.homework import intake_files
from tinygrad_fa.homework.intake import collect
from tinygrad_fa.homework.intake_files import Refusal, list_archive
from tinygrad_fa.homework.intake_names import displayed
from tinygrad_fa.language.errors import DataError, FileError


def tree(folder, files):
    for name, content in files.items():
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def archive(files, **options):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in files.items():
            opened.writestr(name, content, **options)
    return stream.getvalue()


def students(taken):
    return {s.student: sorted(s.files) for s in taken.submissions}


def refusal_of(tmp_path, content, name="ali.zip"):
    (tmp_path / name).write_bytes(content)
    taken = collect(tmp_path)
    assert not taken.submissions
    assert set(taken.refused[0].reason) == {"fa", "en"}
    return taken.refused[0].reason["en"]


def test_a_folder_per_student(tmp_path):
    tree(
        tmp_path,
        {
            "ali/hw.ipynb": "1",
            "ali/data/x.csv": "2",
            "sara/hw.py": "3",
            "readme.txt": "x",
            "ali/.ipynb_checkpoints/hw.ipynb": "old",
            "__MACOSX/ali/hw.ipynb": "x",
        },
    )
    taken = collect(tmp_path)
    assert students(taken) == {"ali": ["data/x.csv", "hw.ipynb"], "sara": ["hw.py"]}
    assert dict(taken.submissions[0].files) == {"data/x.csv": b"2", "hw.ipynb": b"1"}


def test_a_file_per_student_and_a_roster(tmp_path):
    names = ["98123456.ipynb", "hw2_98123457.ipynb", "hw2-98123458-final.py", "somebody.ipynb"]
    tree(tmp_path, dict.fromkeys(names, "x"))
    taken = collect(tmp_path, ["۹۸۱۲۳۴۵۶", "98123457", "98123458", "98999999"])
    assert [s.student for s in taken.submissions] == [
        "98123457",
        "98123458",
        "somebody",
        "۹۸۱۲۳۴۵۶",
    ]
    assert taken.missing == ("98999999",) and taken.unknown == ("somebody",)
    assert len(taken.warnings) == 2 and all(set(w) == {"fa", "en"} for w in taken.warnings)


def test_an_archive_of_the_class_and_archives_of_students(tmp_path):
    whole = archive(
        {
            "hw2/ali/hw.ipynb": "1",
            "hw2/sara/sara.zip": archive({"inside/hw.ipynb": "2"}),
            "hw2/x/y.py": "3",
        }
    )
    (tmp_path / "all.zip").write_bytes(whole)
    taken = collect(tmp_path / "all.zip")
    assert students(taken) == {"ali": ["hw.ipynb"], "sara": ["inside/hw.ipynb"], "x": ["y.py"]}
    assert taken.submissions[1].files["inside/hw.ipynb"] == b"2"
    again = pickle.loads(pickle.dumps(taken.submissions[1]))  # noqa: S301 - as executors send it
    assert dict(again.files) == {"inside/hw.ipynb": b"2"}


@pytest.mark.parametrize("flat", [True, False])
def test_moodle(tmp_path, flat):
    join = "" if flat else "/"
    tree(
        tmp_path,
        {
            f"Sara Ahmadi_4711_assignsubmission_file_{join}hw2.ipynb": "1",
            f"علی رضایی_4712_assignsubmission_file_{join}hw2.ipynb": "2",
        },
    )
    taken = collect(tmp_path)
    assert students(taken) == {"4711": ["hw2.ipynb"], "4712": ["hw2.ipynb"]}
    assert taken.submissions[0].layout == "moodle" and taken.submissions[1].names == (
        "4712",
        "علی رضایی",
    )
    by_name = collect(tmp_path, ["sara ahmadi", "علي رضايي"])
    assert set(students(by_name)) == {"sara ahmadi", "علي رضايي"} and not by_name.unknown


def test_canvas(tmp_path):
    tree(
        tmp_path,
        {
            "ahmadisara_1001_55501_hw2.ipynb": "1",
            "ahmadisara_1001_55502_data.csv": "2",
            "rezaeiali_LATE_1002_55503_hw2-1.ipynb": "3",
        },
    )
    taken = collect(tmp_path)
    assert students(taken) == {"1001": ["data.csv", "hw2.ipynb"], "1002": ["hw2-1.ipynb"]}
    assert [s.late for s in taken.submissions] == [False, True]


def test_names_of_a_platform_are_found_in_the_list_of_students(tmp_path):
    names = {"1": "Sara Ahmadi", "2": "Rezaei, Ali", "3": "Mina Karimi", "4": "Karimi Mina"}
    files = [
        "Sara Ahmadi_4711_assignsubmission_file_hw2.ipynb", "rezaeiali_1002_55503_hw2-1.ipynb",
        "karimimina_1003_55504_hw2.ipynb",
    ]  # fmt: skip
    tree(tmp_path, dict.fromkeys(files, "1"))
    taken = collect(tmp_path, names, names)
    assert set(students(taken)) == {"1", "2", "1003"} and taken.unknown == ("1003",)


def test_gradescope(tmp_path):
    listing = (
        "---\nsubmission_77:\n  :submitters:\n"
        "  - :name: Sara Ahmadi\n    :sid: '98123456'\n    :email: s@x.ir\n"
        "  :created_at: 2026-01-01\nsubmission_78:\n  :submitters:\n"
        "  - :name: Ali\n    :sid: \n    :email: ali@x.ir\n"
    )
    tree(
        tmp_path,
        {
            "assignment_1_export/submission_metadata.yml": listing,
            "assignment_1_export/submission_77/hw.ipynb": "1",
            "assignment_1_export/submission_78/hw.ipynb": "2",
        },
    )
    assert set(students(collect(tmp_path))) == {"98123456", "Ali"}
    assert set(students(collect(tmp_path, ["98123456", "ali@x.ir"]))) == {"98123456", "ali@x.ir"}


def test_two_submissions_by_one_student(tmp_path):
    tree(tmp_path, {"hw2_98123456.ipynb": "old", "98123456 final.ipynb": "new"})
    os.utime(tmp_path / "hw2_98123456.ipynb", (10, 10))
    taken = collect(tmp_path, ["98123456"])
    assert students(taken) == {"98123456": ["98123456 final.ipynb"]}
    assert taken.older == ("hw2_98123456.ipynb",)
    assert "counts" in taken.warnings[0]["en"] and taken.submissions[0].notes == taken.warnings


def test_the_digest_is_of_names_and_contents(tmp_path):
    tree(tmp_path, {"a/x.py": "12", "b/x.py": "12", "c/x.py1": "2", "d/y.py": "12"})
    digests = [s.digest for s in collect(tmp_path).submissions]
    assert digests[0] == digests[1] and len(set(digests)) == 3


@pytest.mark.parametrize("kind", ["link", "folder", "dangling", "hard", "pipe"])
def test_links_and_devices(tmp_path, kind):
    secret = tmp_path / "course.key"
    secret.write_text("secret")
    inbox = tree(tmp_path / "in", {"ali/hw.ipynb": "1", "sara/hw.ipynb": "1"})
    target = inbox / "ali" / "more.py"
    if kind == "link":
        target.symlink_to(secret)
    elif kind == "folder":
        target.symlink_to(tmp_path)
    elif kind == "dangling":
        target.symlink_to("/nowhere")
    elif kind == "hard":
        os.link(secret, target)
    else:
        os.mkfifo(target)
    (inbox / "eve").symlink_to(tmp_path)
    taken = collect(inbox)
    assert list(students(taken)) == ["sara"]
    assert [r.student for r in taken.refused] == ["ali"] or [r.student for r in taken.refused] == [
        "ali",
        "eve",
    ]


def test_a_file_that_became_a_link_is_not_followed(tmp_path):
    tree(tmp_path / "in", {"ali/hw.py": "1"})
    (tmp_path / "key").write_text("secret")
    taken = collect(tmp_path / "in")
    (tmp_path / "in/ali/hw.py").unlink()
    (tmp_path / "in/ali/hw.py").symlink_to(tmp_path / "key")
    with pytest.raises(Refusal):
        taken.submissions[0].files["hw.py"]


@pytest.mark.parametrize(
    "name",
    [
        "../evil.py",
        "/etc/evil.py",
        "a/../../evil.py",
        "C:\\evil.py",
        "..\\evil.py",
        "\\\\host\\evil.py",
        "",
    ],
)
def test_names_that_lead_out(tmp_path, name):
    reason = refusal_of(tmp_path, archive({"hw.ipynb": "x", name or ".": "x"}))
    assert "leads out" in reason


def test_names_with_nul_are_no_names(tmp_path):
    content = archive({"hw.py": "x", "a.pyXb": "x"}).replace(b"a.pyXb", b"a.py\0b")
    assert "leads out" in refusal_of(tmp_path, content)


def test_a_link_in_an_archive(tmp_path):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as opened:
        info = zipfile.ZipInfo("link")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        opened.writestr(info, "/etc/passwd")
    assert "link" in refusal_of(tmp_path, stream.getvalue())


def test_an_archive_that_grows_without_end(tmp_path):
    assert "50 MB" in refusal_of(tmp_path, archive({"a.csv": b"\0" * 60_000_000}))


def test_an_archive_whose_header_lies_about_lengths(tmp_path):
    content = bytearray(archive({"a.csv": b"\0" * 60_000_000}))
    content = bytes(content).replace(struct.pack("<I", 60_000_000), struct.pack("<I", 10))
    reason = refusal_of(tmp_path, content)
    assert "50 MB" in reason or "damaged" in reason


def test_many_members_that_are_small_one_by_one(tmp_path):
    files = {f"{n}.csv": b"\0" * 1_000_000 for n in range(60)}
    assert "50 MB" in refusal_of(tmp_path, archive(files))


def test_ten_thousand_members(tmp_path):
    assert "at most 200" in refusal_of(tmp_path, archive({f"{n}.py": "" for n in range(10_000)}))


def test_a_table_of_contents_that_is_endless(tmp_path):
    files = {f"{n}/" + "x" * 200: "" for n in range(10_000)}
    assert "contents" in refusal_of(tmp_path, archive(files))


def test_an_archive_in_an_archive(tmp_path):
    inner = archive({"hw.py": "x"})
    assert "another archive" in refusal_of(tmp_path, archive({"a.zip": inner}))


def test_the_same_name_twice(tmp_path):
    assert "twice" in refusal_of(tmp_path, archive({"hw.py": "x", "HW.py": "y"}))


def test_an_encrypted_member(tmp_path):
    content = bytearray(archive({"hw.py": "x"}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    content[6] |= 1
    assert "encrypted" in refusal_of(tmp_path, bytes(content))


def test_unusual_packing(tmp_path):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_BZIP2) as opened:
        opened.writestr("hw.py", "x")
    assert "unusual" in refusal_of(tmp_path, stream.getvalue())


def test_a_wrong_checksum(tmp_path):
    content = bytearray(archive({"hw.py": "x"}, compress_type=zipfile.ZIP_STORED))
    content[content.index(b"hw.py") + 5] ^= 1
    assert "damaged" in refusal_of(tmp_path, bytes(content))


@pytest.mark.parametrize(
    "content",
    [b"", b"PK", b"x" * 1000, archive({"a.py": "x"})[:-10]],
    ids=["empty", "two letters", "text", "cut off"],  # an archive holds the time of its making
)
def test_what_is_no_archive(tmp_path, content):
    assert "no zip archive" in refusal_of(tmp_path, content)


@pytest.mark.parametrize("says_utf8", [True, False])
def test_persian_names_in_archives(tmp_path, says_utf8):
    content = archive({"تمرین.ipynb": "x"})
    if not says_utf8:
        at = content.index(b"PK\x01\x02")
        content = content[:7] + b"\0" + content[8 : at + 9] + b"\0" + content[at + 10 :]
    (tmp_path / "ali.zip").write_bytes(content)
    taken = collect(tmp_path)
    assert students(taken) == {"ali": ["تمرین.ipynb"]}
    assert taken.submissions[0].files["تمرین.ipynb"] == b"x"


@pytest.mark.parametrize("name", ["a/" * 20 + "hw.py", "x" * 300 + ".py", "ی" * 130 + ".py"])
def test_names_that_are_too_long(tmp_path, name):
    assert "too long" in refusal_of(tmp_path, archive({name: "x"}))


def test_names_of_students_are_shown_without_tricks(tmp_path):
    tree(tmp_path, {"=cmd()\u202e<b>\x1b[31m/hw.py": "x", "a\nb/hw.py": "x"})
    for submission in collect(tmp_path).submissions:
        assert not set("\x1b\u202e") & set(submission.student + submission.file)
    assert displayed("\u202eali\x07") == "ali"


@pytest.mark.skipif(os.name != "posix", reason="names of any bytes")
def test_names_that_are_no_text(tmp_path):
    folder = os.fsencode(tmp_path) + b"/\xff\xfe"
    os.mkdir(folder)
    with open(folder + b"/hw.py", "wb") as file:
        file.write(b"x")
    taken = collect(tmp_path)
    assert len(taken.submissions) == 1
    taken.submissions[0].student.encode()


def test_bad_places_are_clear_errors_in_both_languages(tmp_path):
    with pytest.raises(FileError, match="no such file"):
        collect(tmp_path / "nothing")
    with pytest.raises(DataError, match="no submissions"):
        collect(tmp_path)
    (tmp_path / "x.zip").write_bytes(b"no")
    with pytest.raises(DataError) as fault:
        collect(tmp_path / "x.zip")
    language.set_language("fa")
    assert "بایگانی" in str(fault.value)


@given(st.binary(max_size=400))
def test_any_bytes_are_an_archive_or_refused(content):
    path = f"/proc/{os.getpid()}/none"
    stream = io.BytesIO(content)
    try:
        with intake_files.open_archive(stream, of_class=False):
            pass
    except Refusal:
        pass
    with pytest.raises(Refusal):
        list_archive((path,), of_class=True)


def test_a_student_cannot_say_who_handed_in_what(tmp_path):
    lie = "submission_77:\n  :submitters:\n  - :sid: '98'\n" + "  :name: x" + " " * 200_000 + "y\n"
    tree(tmp_path, {"submission_77/hw.ipynb": "1", "submission_78/hw.ipynb": "2"})
    tree(tmp_path, {"submission_78/submission_metadata.yml": lie})
    assert set(students(collect(tmp_path))) == {"submission_77", "submission_78"}


def test_a_member_without_a_name(tmp_path):
    content = archive({"x": "1", "hw.py": "2"})
    content = content.replace(b"x", b"\0")
    assert "leads out" in refusal_of(tmp_path, content)


def test_names_in_refusals_command_nothing(tmp_path):
    (tmp_path / "ali").mkdir()
    (tmp_path / "ali" / "\x1b[2J\u202ehw.py").symlink_to("/etc/passwd")
    assert "`hw.py`" in collect(tmp_path).refused[0].reason["en"]
