"""CSV tables and UTF-8 texts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinygrad_fa.data import read_csv, read_text, table
from tinygrad_fa.language.errors import DataError, FileError

BROKEN = {
    "no rows": (b"a,target\n", "no samples"),
    "empty": (b"", "needs a column `target`"),
    "no target": (b"a,b\n1,2\n", "needs a column `target`"),
    "only a target": (b"target\n1\n", "needs a column `target`"),
    "a field too many": (b"a,target\n1,2\n1,2,3\n", "Line 3 .* has 3 fields instead of 2"),
    "a field too few": (b"a,target\n1\n", "Line 2"),
    "a word": (b"a,target\n1,2\nx,2\n", "Line 3 .* column `a`: `x` is not a number"),
    "nan": (b"a,target\nnan,2\n", "not a number"),
    "infinity": (b"a,target\n1,inf\n", "not a number"),
    "beyond float32": (b"a,target\n1e39,1\n", "not a number"),
    "bad UTF-8": (b"a,target\n\xff,2\n", "not a UTF-8 text: byte 9"),
}


@pytest.mark.parametrize(("content", "message"), BROKEN.values(), ids=BROKEN.keys())
def test_broken_tables_say_where(content, message):
    with pytest.raises(DataError, match=message):
        table.parse_csv(content, "t.csv")


def test_a_table_with_byte_order_mark_and_windows_lines(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes('\ufeffprice,weight,"size"\r\n1.5,2,3\r\n\r\n2.5,4,5\r\n'.encode())
    inputs, targets, names = read_csv(path, target="price")
    assert names == ("weight", "size")
    assert inputs.tolist() == [[2, 3], [4, 5]]
    assert inputs.dtype == np.float32
    assert targets.tolist() == [1.5, 2.5]
    assert targets.dtype == np.float32


def test_whole_targets_become_int64():
    assert table.parse_csv(b"a,target\n1,0\n2,-3\n", "t").targets.dtype == np.int64


@given(st.binary(max_size=60) | st.text(alphabet='a,target\n\r"1.e-\0', max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_bytes_give_a_table_or_our_error(content):
    content = content.encode() if isinstance(content, str) else content
    try:
        result = table.parse_csv(b"a,target\n" + content, "t")
    except DataError:
        return
    assert len(result.inputs) == len(result.targets) > 0


def test_text(tmp_path):
    path = tmp_path / "t.txt"
    path.write_bytes("\ufeffمی‌روم\r\nآمد\rend".encode())
    assert read_text(path) == "می‌روم\nآمد\nend"
    path.write_bytes("سلام".encode("cp1256"))
    with pytest.raises(DataError, match="not a UTF-8 text"):
        read_text(path)
    with pytest.raises(FileError):
        read_text(tmp_path / "none.txt")
