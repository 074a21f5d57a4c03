"""The errors of tinygrad_fa: each says what happened, where, and what to do.

Every class is also the Python error one would expect (`ShapeError` is a `ValueError`), so that
ordinary ``except`` clauses work.  The text is written when the error is *shown*, in the
language in use at that moment.
"""

from __future__ import annotations

from tinygrad_fa import language


class TinygradError(Exception):
    """An error with a text in the reader's language.

    Args:
        key: ``room.name`` of the text in `tinygrad_fa.language.messages`.
        values: what fills the fields of the text.
    """

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values
        self.layer_path: list[str] = []
        self.layer: object = None  # the layer it came up through last
        self.line = ""  # where the user's code called the innermost layer

    def inside(self, layer_name: str) -> None:
        """Note that the error came up through the layer `layer_name` (innermost first)."""
        self.layer_path.insert(0, layer_name)

    def __str__(self) -> str:
        message = language.text(self.key, None, **self.values)
        if self.layer_path:
            path = ".".join(self.layer_path)
            message += "\n" + language.text("language.in_layer", None, path=path)
        if self.line:
            message += "\n" + language.text("language.called_at", None, line=self.line)
        return message


class ShapeError(TinygradError, ValueError):
    """Shapes that do not fit together."""


class IndexRangeError(TinygradError, IndexError):
    """A place that an array does not have."""


class DTypeError(TinygradError, TypeError):
    """An array of the wrong kind of numbers."""


class DeviceError(TinygradError, TypeError):
    """Arrays of different libraries in one op: one in main memory, one on the GPU."""


class NumberError(TinygradError, TypeError):
    """Something that is not a number where one is due."""


class DomainError(TinygradError, ArithmeticError):
    """A function outside its domain: log of a negative number, division by zero."""


class GraphError(TinygradError, RuntimeError):
    """A graph used in a way that would give a wrong gradient."""


class SettingError(TinygradError, ValueError):
    """A setting that is unknown, missing or out of range."""


class DataError(TinygradError, ValueError):
    """Data that is empty, corrupt or not what it claims to be."""


class FileError(TinygradError, OSError):
    """A file or folder that cannot be read or written."""


class StateError(TinygradError, ValueError):
    """Saved names or shapes that do not fit the net they are loaded into."""


class DivergenceError(TinygradError, ArithmeticError):
    """A loss or gradient that is no longer finite."""


class ParallelError(TinygradError, RuntimeError):
    """Processes that train together and cannot go on."""


class ExpressionError(TinygradError, ValueError):
    """A typed formula that cannot be read or is not allowed."""
