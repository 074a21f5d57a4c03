"""Reading prototxt, the text form of Caffe's files, and writing it.

    solver = read_text("lenet_solver.prototxt", "SolverParameter")
    solver.base_lr                      # 0.01, rounded to float32 as Caffe keeps it
    print(to_text(solver))

A file is refused, with line and column, for whatever Caffe refuses it: a field that the message
has not, one that is given twice and may stand once only, a value of the wrong type.  No message
of Caffe can hold one of its own kind, so a text cannot be nested deeper than a few levels.
Source of the notation: the text format of Protocol Buffers.
"""

from __future__ import annotations

import os
from typing import Any

from tinygrad_fa.caffe.message import Message
from tinygrad_fa.caffe.schema import SIZES, Field, message_type
from tinygrad_fa.caffe.tokens import Source, Token, unquoted
from tinygrad_fa.data.files import read_content
from tinygrad_fa.language.errors import DataError
from tinygrad_fa.solver.checks import Hint, as_float32, closest

MAX_BYTES = 1 << 26  # 64 MiB: a text is for people, weights stand in .caffemodel files
MAX_DIGITS = 400  # more make Python slow, and no number

_OPENING = {"{": "}", "<": ">"}
_TRUE, _FALSE = ("true", "True", "t"), ("false", "False", "f")


def read_text(path: str | os.PathLike[str], kind: str) -> Message:
    """Return the message of this `kind` (``"SolverParameter"``, ``"NetParameter"``) in a file.

    Raises:
        FileError: if the file is missing or cannot be read.
        DataError: if it is no such message; with file, line and column.
    """
    name = os.fspath(path)
    content = bytes(read_content(name, MAX_BYTES))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig", "replace")
        raise Source(before, name).error("not_utf8", len(before)) from error
    return parse_text(text, kind, name)


def parse_text(text: str, kind: str, path: object = "prototxt") -> Message:
    """Return the message of this `kind` in a text; `path` is only for messages.

    Raises:
        DataError: if it is no such message; with line and column.
    """
    return _Reader(Source(text, path)).whole(kind)


class _Reader:
    """Reads one text from its first word to its last, looking one word ahead."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.tokens = source.tokens()
        self.ahead = next(self.tokens)

    def whole(self, kind: str) -> Message:
        return self.message(kind, "", self.ahead)

    def take(self) -> Token:
        token = self.ahead
        self.ahead = next(self.tokens, token)
        return token

    def skip(self, marks: str) -> bool:
        """Pass over one of these marks, if one comes; say whether."""
        if self.ahead.kind == "mark" and self.ahead.text in marks:
            self.take()
            return True
        return False

    def expected(self, wanted: str, token: Token) -> DataError:
        if token.kind == "end":
            return self.source.error("early_end", token.offset, wanted=wanted)
        return self.source.error("expected", token.offset, wanted=wanted, found=token.text)

    def message(self, kind: str, closing: str, opened: Token) -> Message:
        """Read fields until the mark `closing` (the end of the text, if it is empty)."""
        made = Message(kind)
        arrays: dict[str, list[float]] = {}
        while True:
            token = self.take()
            if token.kind == "end":
                if closing:
                    raise self.source.error(
                        "unclosed", opened.offset, mark=opened.text, closing=closing
                    )
                break
            if closing and token.text == closing:
                break
            if token.kind != "name":
                raise self.expected(f"{kind}.…", token)
            self.one_field(made, arrays, token)
            self.skip(",;")
        for name, numbers in arrays.items():
            setattr(made, name, numbers)
        return made

    def one_field(self, made: Message, arrays: dict[str, list[float]], token: Token) -> None:
        """Read what follows a field's name."""
        known = message_type(made.kind).fields
        field = known.get(token.text)
        if field is None:
            if made.kind == "SolverParameter" and token.text in message_type("NetParameter").fields:
                raise self.source.error("net_not_solver", token.offset, field=token.text)
            hint = Hint(closest(token.text[:40], known))
            raise self.source.error(
                "no_such_field", token.offset, message=made.kind, field=token.text, hint=hint
            )
        if not field.repeated and field.name in made.fields:
            raise self.source.error("field_twice", token.offset, field=field.name)
        colon = self.skip(":")
        if not colon and not (field.is_message and self.ahead.text in ("{", "<", "[")):
            raise self.expected("{" if field.is_message else ":", self.ahead)
        values = self.values(made.kind, field)
        if field.array:
            arrays.setdefault(field.name, []).extend(values)
        elif field.repeated:
            made.fields.setdefault(field.name, []).extend(values)
        else:
            made.fields[field.name] = values[0]

    def values(self, kind: str, field: Field) -> list[Any]:
        """Read one value, or for a repeated field a list of them in brackets."""
        if not field.repeated or not self.skip("["):
            return [self.value(kind, field)]
        found: list[Any] = []
        if self.skip("]"):
            return found
        while True:
            found.append(self.value(kind, field))
            if self.skip("]"):
                return found
            if not self.skip(","):
                raise self.expected("]", self.ahead)

    def value(self, kind: str, field: Field) -> Any:
        token = self.take()
        if field.is_message:
            if token.kind != "mark" or token.text not in _OPENING:
                raise self.expected("{", token)
            return self.message(field.type, _OPENING[token.text], token)
        if field.type in ("string", "bytes"):
            return self.string(field, token)
        if field.values is not None:
            return self.word(field, token)
        if field.type == "bool":
            return self.truth(field, token)
        return self.number(field, token)

    def string(self, field: Field, token: Token) -> str | bytes:
        """Read a string; several one after the other are one."""
        if token.kind != "string":
            raise self.wrong(field, token, '"…"')
        pieces = [unquoted(self.source, token)]
        while self.ahead.kind == "string":
            pieces.append(unquoted(self.source, self.take()))
        content = b"".join(pieces)
        if field.type == "bytes":
            return content
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise self.source.error("not_utf8", token.offset) from error

    def word(self, field: Field, token: Token) -> str:
        """Read a word of an enum, or its number."""
        assert field.values is not None
        if token.kind == "name" and token.text in field.values:
            return token.text
        if token.kind == "number" and token.text.isdigit() and len(token.text) < MAX_DIGITS:
            number = int(token.text)
            for word, its_number in field.values.items():
                if its_number == number:
                    return word
        raise self.source.error(
            "unknown_word",
            token.offset,
            field=field.name,
            found=token.text,
            known=", ".join(field.values),
            hint=Hint(closest(token.text[:40], field.values)),
        )

    def truth(self, field: Field, token: Token) -> bool:
        if token.text in _TRUE or (token.kind == "number" and token.text == "1"):
            return True
        if token.text in _FALSE or (token.kind == "number" and token.text == "0"):
            return False
        raise self.wrong(field, token, "true / false")

    def number(self, field: Field, token: Token) -> float:
        sign = 1
        if token.kind == "mark" and token.text == "-":
            sign, token = -1, self.take()
        if field.is_whole:
            return self.whole_number(field, sign, token)
        if token.kind == "name" and token.text.lower() in ("inf", "infinity", "nan"):
            return sign * float(token.text)
        text = token.text
        if token.kind != "number" or len(text) > MAX_DIGITS:
            raise self.wrong(field, token, "1.5")
        hexadecimal = text[:2] in ("0x", "0X")
        value = sign * (float(int(text, 16)) if hexadecimal else float(text.rstrip("fF")))
        return _single(value) if field.type == "float" else value

    def whole_number(self, field: Field, sign: int, token: Token) -> int:
        text = token.text
        digits = token.kind == "number" and len(text) <= MAX_DIGITS
        try:  # as in C: 0x10 is sixteen, 010 is eight
            if not digits or not text[:1].isdigit():
                raise ValueError(text)
            octal = len(text) > 1 and text[0] == "0" and text.isdigit()
            value = sign * int(text, 8 if octal else 0)
        except ValueError as error:
            raise self.wrong(field, token, "12") from error
        least, most = SIZES[field.type]
        if not least <= value <= most:
            raise self.source.error(
                "number_range", token.offset, field=field.name, found=text, type=field.type,
                least=least, most=most,
            )  # fmt: skip
        return value

    def wrong(self, field: Field, token: Token, example: str) -> DataError:
        if token.kind == "end":
            return self.expected(example, token)
        return self.source.error(
            "wrong_type",
            token.offset,
            field=field.name,
            type=field.type,
            found=token.text,
            example=example,
        )


def _single(value: float) -> float:
    """Return the float32 number next to `value`; beyond its range that is infinity, as in C."""
    try:
        return as_float32(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")
