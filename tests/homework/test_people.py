"""Names and addresses in rosters: our own, those of Canvas and Moodle, in Persian."""

from __future__ import annotations

import pytest

from tinygrad_fa.homework.course import Person, read_people, read_roster
from tinygrad_fa.language.errors import DataError


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("id,name,email\n1,سارا,s@x\n2,Ali,\n", [Person("1", "سارا", "s@x"), Person("2", "Ali")]),
        ("\ufeff۴۰۱\n۴۰۲\n", [Person("۴۰۱"), Person("۴۰۲")]),
        (
            'Student,ID,SIS User ID,SIS Login ID,Section\n"Karimi, Ali",77,u1,ali,A\n',
            [Person("77", "Karimi, Ali")],
        ),
        (
            "First name;Surname;ID number;Email address\nSara;Ahmadi;991;s@x\n",
            [Person("991", "Sara Ahmadi", "s@x")],
        ),
        ("نام,نام خانوادگی,شماره\nسارا,احمدی,۹۹\n", [Person("۹۹", "سارا احمدی")]),
        ("شماره دانشجويي\tنام\n۹۹\tسارا\n", [Person("۹۹", "سارا")]),
        ("student\na\nb\n", [Person("a"), Person("b")]),
        ("name,id\nshort\nA,1,more\n", [Person("1", "A")]),
    ],
)
def test_people(tmp_path, text, people):
    path = tmp_path / "roster.csv"
    path.write_text(text, encoding="utf-8")
    assert read_people(path) == people
    assert read_roster(path) == [person.id for person in people]


@pytest.mark.parametrize("text", ["full name,section\nSara,1\n", "نام\nسارا\n"])
def test_names_are_no_ids(tmp_path, text):
    path = tmp_path / "roster.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as error:
        read_people(path)
    assert error.value.key == "building.roster_column" and "student id" in str(error.value)
