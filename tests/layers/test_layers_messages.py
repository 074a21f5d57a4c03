"""Every text of the rooms has both languages with the same fields, in clean Persian."""

import re
import string

import pytest

from tinygrad_fa.language.messages import layers, net, randomness

ALL = [
    (f"{room.__name__.rpartition('.')[2]}.{name}", texts)
    for room in (layers, net, randomness)
    for name, texts in room.MESSAGES.items()
]


@pytest.mark.parametrize(("key", "texts"), ALL, ids=[key for key, _ in ALL])
def test_a_text(key, texts):
    fields = [{f for _, f, _, _ in string.Formatter().parse(texts[lang]) if f} for lang in texts]
    assert set(texts) == {"en", "fa"}
    assert fields[0] == fields[1]
    prose = re.sub(r"`[^`]*`", "X", texts["fa"])
    assert not re.search(r"[يىكـ٠-٩\u200e\u200f]| ،|,[آ-ی]|(?:^| )(?:می|ها) |[A-Za-z] ها", prose)
    assert re.search(r"[آ-ی]", prose)
