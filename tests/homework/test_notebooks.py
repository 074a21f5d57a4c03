"""Cells out of notebooks and files of every origin, and out of what is none."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinygrad_fa.homework.notebooks import NotReadable, python_of, read_files
from tinygrad_fa.language.messages.sandbox import MESSAGES


def notebook(*cells, **top):
    return json.dumps({"cells": list(cells), **top}).encode()


def code(source, **metadata):
    return {"cell_type": "code", "metadata": metadata, "source": source}


def one(content, name="hw.ipynb"):
    return read_files({name: content})


def test_source_as_text_or_as_lines():
    read = one(notebook(code("a = 1\nb = 2"), code(["a = 1\n", "b = 2"]), code([1, "a"]), code(5)))
    assert [cell.text for cell in read.cells] == ["a = 1\nb = 2", "a = 1\nb = 2", "a"]
    assert [cell.number for cell in read.cells] == [1, 2, 3]


@pytest.mark.parametrize(
    "metadata",
    [
        {"tinygrad_fa": {"question": "q1", "role": "answer"}, "nbgrader": {"grade_id": "x"}},
        {"nbgrader": {"grade_id": "q1", "schema_version": 3}},
        {"tinygrad_fa": {"question": "../q"}, "nbgrader": {"grade_id": "q1"}},
        {"tinygrad_fa": 5, "nbgrader": {"grade_id": "q1"}, "id": "colab", "vscode": {"x": 1}},
    ],
)
def test_the_question_of_a_cell(metadata):
    assert one(notebook(code("x", **metadata))).cells[0].question == "q1"


@pytest.mark.parametrize("metadata", [None, [], "x", {"tinygrad_fa": {"question": 5}}])
def test_metadata_of_any_kind(metadata):
    read = one(
        json.dumps({"cells": [{"cell_type": "code", "source": "x", "metadata": metadata}]}).encode()
    )
    assert read.cells[0].question == "" and ("metadata_lost", {}) in read.notes


def test_a_cell_twice_is_noted():
    again = code("def f(): return 1", tinygrad_fa={"question": "q1"})
    assert ("cell_twice", {"question": "q1"}) in one(notebook(again, again)).notes


def test_notebooks_of_2014():
    old = {"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code", "input": ["x = 1"]}]}]}
    assert one(json.dumps(old).encode()).cells[0].text == "x = 1"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_with_a_mark(encoding):
    text = json.dumps({"cells": [code("# سلام")]}, ensure_ascii=False)
    read = one(text.encode(encoding))
    assert read.cells[0].text == "# سلام" and not any(key == "not_utf8" for key, _ in read.notes)


def test_windows_persian_is_read_and_noted():
    read = one("# سلام\nx = 1".encode("cp1256"), "hw.py")
    assert read.cells[0].text == "# سلام\nx = 1"
    assert ("not_utf8", {"file": "hw.py"}) in read.notes


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"5",
        b"null",
        b'"x"',
        b"{}",
        b'{"cells": {}}',
        b"[" * 10**6,
        notebook(code("x"))[:-3],
        b"\x89PNG\r\n",
        b"PK\x03\x04",
        b"\xff\xfe",
        b'{"cells": [' + b"{}," * 3000 + b"{}]}",
    ],
)
def test_what_is_no_notebook(content):
    with pytest.raises(NotReadable) as refusal:
        one(content)
    assert refusal.value.key in MESSAGES


def test_keys_twice_are_noted_and_the_last_counts():
    read = one(b'{"cells": [], "cells": [{"cell_type": "code", "source": "y", "source": "x"}]}')
    assert [cell.text for cell in read.cells] == ["x"] and (
        "keys_twice",
        {"file": "hw.ipynb"},
    ) in read.notes


def test_too_long():
    with pytest.raises(NotReadable, match="notebook_too_long"):
        one(notebook(code("x" * 100_001)))
    prose = {"cell_type": "markdown", "source": "x" * 900_000}
    assert len(one(notebook(prose, code("x" * 90_000))).cells) == 2


def test_signs_that_are_no_text():
    read = one(b'{"cells": [{"cell_type": "code", "source": "a\\ud800\\u0000b\\r\\nc"}]}')
    assert read.cells[0].text == "a?\ufffdb\nc"
    read.cells[0].text.encode()


def test_a_script_with_and_without_marks():
    text = '# %% question="q1"\nx = 1\n# %% [markdown] question="why"\n# so\n# it is\n#%%\ny = 2\n'
    read = one(text.encode(), "hw.py")
    assert [(c.text.strip(), c.is_code, c.question) for c in read.cells] == [
        ("x = 1", True, "q1"),
        ("so\nit is", False, "why"),
        ("y = 2", True, ""),
    ]
    assert read.written("why").strip() == "so\nit is"
    assert len(one(b"x = 1\n\ny = 2", "hw.py").cells) == 1


def test_notebooks_come_before_scripts_and_several_are_noted():
    both = {
        "b.ipynb": notebook(code("b")),
        "a.ipynb": notebook(code("a")),
        "util.py": b"u = 1",
        "x.csv": b"",
    }
    read = read_files(both)
    assert [cell.text for cell in read.cells] == ["a", "b"]
    assert ("several_files", {"files": "a.ipynb, b.ipynb"}) in read.notes


def test_a_damaged_notebook_beside_a_good_one_is_noted():
    read = read_files({"a.ipynb": b"{", "b.ipynb": notebook(code("b"))})
    assert [cell.text for cell in read.cells] == ["b"]
    assert ("not_a_notebook", {"file": "a.ipynb"}) in read.notes


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("x = 5 % 3\ny = 1", "x = 5 % 3\ny = 1"),
        ("%matplotlib inline\nx = 1", "pass  # %matplotlib inline\nx = 1"),
        ("if 1:\n    !pip install x", "if 1:\n    pass  # !pip install x"),
        ("files = !ls\nx = 1", "files = None\nx = 1"),
        ("a, b = %magic x", "a, b = None"),
        ("%time x = 5", "x = 5"),
        ("np.dot?\nx = 1", "pass  # np.dot?\nx = 1"),
        ("%%time\nx = 1", "pass  # %%time\nx = 1"),
        ("%%bash\nrm -rf /", "# %%bash\n# rm -rf /"),
        ("\n%%html\n<b>", "# \n# %%html\n# <b>"),
        ("s = '''\n%d percent?\n'''", "s = '''\n%d percent?\n'''"),
        ("await f()", "await f()"),
    ],
)
def test_what_only_ipython_understands(written, meant):
    assert python_of(written) == meant


@given(st.text(max_size=200))
def test_any_code_keeps_its_lines(text):
    text = text.replace("\r", "")
    assert python_of(text).count("\n") == text.count("\n")


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["cells", "source", "cell_type", "metadata", "worksheets", "tinygrad_fa"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(values)
def test_any_json_is_read_or_refused(value):
    try:
        read = one(json.dumps(value).encode())
    except NotReadable:
        return
    assert all(type(cell.text) is str for cell in read.cells)


@given(st.binary(max_size=300), st.sampled_from(["a.ipynb", "a.py", "A.IPYNB"]))
def test_any_bytes_are_read_or_refused(content, name):
    try:
        one(content, name).code.encode()
    except NotReadable:
        return


def test_a_cell_that_is_no_python_does_not_hide_the_others():
    read = one(notebook(code("a = 1"), code("def (:"), code("'never closed"), code("b = 2")))
    assert read.code == "a = 1\n\nb = 2"
