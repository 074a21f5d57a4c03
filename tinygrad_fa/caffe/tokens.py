"""The words of a prototxt: names, numbers, strings and marks, each with its place in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tinygrad_fa.language.errors import DataError

SHOWN = 60  # of a long word an error shows so many characters

_TOKEN = re.compile(
    r"""(?P<blank>  [\s\ufeff]+ | \#[^\n]* )
      | (?P<name>   [A-Za-z_]\w* )
      | (?P<number> (?: 0[xX][0-9A-Fa-f]+ | (?: \d+\.?\d* | \.\d+ ) (?: [eE][+-]?\d+ )? [fF]? )
                    (?![\w.]) )
      | (?P<string> "(?: [^"\\\n] | \\. )*" | '(?: [^'\\\n] | \\. )*' )
      | (?P<mark>   [-:{}<>\[\],;] )""",
    re.VERBOSE | re.ASCII,
)


class Token(NamedTuple):
    """One word: its kind (``name``, ``number``, ``string``, ``mark`` or ``end``) and its place."""

    kind: str
    text: str
    offset: int


class Source:
    """A prototxt and where it came from: it can say on which line and in which column one is.

    Args:
        text: the whole of it.
        path: its file, for messages.
    """

    def __init__(self, text: str, path: object = "prototxt") -> None:
        self.text, self.path = text, path

    def error(self, name: str, offset: int, **values: object) -> DataError:
        """Return the error of this name (in the room ``caffe``) for a place in the text."""
        line = self.text.count("\n", 0, offset) + 1
        column = offset - (self.text.rfind("\n", 0, offset) + 1) + 1
        shown = {key: _short(value) for key, value in values.items()}
        return DataError(f"caffe.{name}", where=f"{self.path}:{line}:{column}", **shown)

    def tokens(self) -> Iterator[Token]:
        """Yield the words one after the other, and ``end`` at the end.

        Raises:
            DataError: with line and column, for what cannot be a word of a prototxt.
        """
        offset, length = 0, len(self.text)
        while offset < length:
            found = _TOKEN.match(self.text, offset)
            if found is None:
                raise self._no_token(offset)
            if found.lastgroup != "blank":
                yield Token(str(found.lastgroup), found.group(), offset)
            offset = found.end()
        yield Token("end", "", length)

    def _no_token(self, offset: int) -> DataError:
        start = self.text[offset]
        if start in "\"'":
            return self.error("open_string", offset, quote=start)
        if start.isdigit() or start == ".":
            word = re.match(r"[\w.+-]+", self.text[offset : offset + SHOWN])
            return self.error("bad_number", offset, found=word.group() if word else start)
        return self.error("bad_character", offset, found=start, code=f"U+{ord(start):04X}")


_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|[xX]([0-9A-Fa-f]{1,2})|(.))", re.DOTALL)
_LETTERS = dict(zip(b"abfnrtv\\'\"?", b"\a\b\f\n\r\t\v\\'\"?", strict=True))


def unquoted(source: Source, token: Token) -> bytes:
    r"""Return the bytes that a string token means; escapes are C's (``\n``, ``\101``, ``\x41``).

    Raises:
        DataError: for an escape that C has not.
    """

    def byte(found: re.Match[bytes]) -> bytes:
        octal, hexadecimal, letter = found.groups()
        if octal or hexadecimal:
            value = int(octal, 8) if octal else int(hexadecimal, 16)
        else:
            value = _LETTERS.get(letter[0], -1)
        if not 0 <= value < 256:
            shown = found.group().decode("utf-8", "replace")
            raise source.error("bad_escape", token.offset, found=shown)
        return bytes([value])

    return _ESCAPE.sub(byte, token.text[1:-1].encode("utf-8", "surrogatepass"))


def _short(value: object) -> object:
    long = isinstance(value, str) and len(value) > 4 * SHOWN
    return f"{str(value)[:SHOWN]}…" if long else value
