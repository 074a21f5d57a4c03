"""Which array library computes: NumPy, or CuPy on a GPU.

Array code of the project never says ``import numpy``.  It asks here:

- `backend.library(x)` is the library that made the array `x`; use it to compute with `x`;
- `backend.xp` is the chosen library; use it to make new arrays.

NumPy is imported when the first array is asked for, so that the scalar engine, the derivation
and the pictures work without it.  A library that speaks NumPy's language can be added with
`register`; the tests do so with one that allows only what CuPy has.
"""

from __future__ import annotations

from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

from tinygrad_fa.language.errors import DTypeError, SettingError, ShapeError

if TYPE_CHECKING:
    from collections.abc import Iterator

    xp: Any

DEVICES = {"cpu": "numpy", "gpu": "cupy"}  # the library whose arrays lie there
_registered: dict[str, Any] = {"numpy": None, "cupy": None}  # None: imported when it is wanted
_library_of_type: dict[type, Any] = {}
_numpy_array: Any = None  # numpy.ndarray, once NumPy is here


def __getattr__(name: str) -> Any:
    # PEP 562: the first look at `backend.xp` imports NumPy and makes it a plain global.
    if name == "xp":
        return chosen()
    raise AttributeError(name)


def chosen() -> Any:
    """Return the chosen library (the same as `backend.xp`), importing NumPy if none was."""
    if "xp" not in globals():
        use_backend("numpy")
    return globals()["xp"]


def use_backend(name: str) -> None:
    """Choose the library that new arrays are made with: ``"numpy"`` or ``"cupy"``.

    The devices ``"cpu"`` and ``"gpu"`` stand for these two.

    Raises:
        SettingError: for an unknown name, or CuPy without a usable GPU.
    """
    global xp
    xp = named(name)


@contextmanager
def using_backend(name: str) -> Iterator[None]:
    """Use another backend inside a ``with`` block."""
    before = name_of(chosen())
    use_backend(name)
    try:
        yield
    finally:
        use_backend(before)


@contextmanager
def standing_in(library: Any) -> Iterator[None]:
    """Let what looks like a library stand in for the chosen one inside a ``with`` block."""
    global xp
    before, xp = chosen(), library
    try:
        yield
    finally:
        xp = before


def register(name: str, module: Any) -> None:
    """Add a library: a module (or what looks like one) with NumPy's functions.

    Its ``__name__`` and the ``__module__`` of its arrays must be `name`; an array must have a
    method ``get()`` that copies it to a NumPy array, and ``module.asarray`` must take one.
    """
    _registered[name] = module


def named(name: str) -> Any:
    """Return the library of a name or a device (``"cpu"``, ``"gpu"``), importing it.

    Raises:
        SettingError: for an unknown name, or CuPy without a usable GPU.
    """
    global _numpy_array
    name = DEVICES.get(name, name)
    if name not in _registered:
        raise SettingError("backend.unknown_backend", name=name, known=", ".join(_registered))
    if _registered[name] is None:
        try:
            module = import_module(name)
            if name == "cupy":
                module.cuda.runtime.getDeviceCount()
        except Exception as error:  # CuPy fails in many ways where there is no GPU
            raise SettingError("backend.backend_missing", name=name, reason=error) from error
        if name == "numpy":
            _numpy_array = module.ndarray
            _keep_freed_memory(module)
        _registered[name] = module
    return _registered[name]


def _keep_freed_memory(numpy: Any) -> None:
    """Make the C library keep what training steps free, instead of giving it back to the system.

    The GNU allocator fetches large blocks from the system anew each time, page by page, until one
    of nearly 32 MiB has been freed once (`mallopt`, "dynamic mmap threshold"); after that it keeps
    them for the next step.  An LSTM's step then takes a quarter less time.  The block itself is
    never touched, so it costs nothing; other allocators do not mind.
    """
    numpy.empty((1 << 25) - (1 << 16), "uint8")  # freed at once


def is_known(name: Any) -> bool:
    """Return whether `name` is that of a library or a device, at hand or not."""
    return name in DEVICES or name in _registered


def name_of(library: Any) -> str:
    """Return ``"numpy"`` or ``"cupy"``."""
    return str(library.__name__)


def device(array: Any) -> str:
    """Return where `array` lies: ``"cpu"``, ``"gpu"``, or the name of a library of its own."""
    name = name_of(library(array))
    return next((device for device, known in DEVICES.items() if known == name), name)


def library(array: Any) -> Any:
    """Return the library whose arrays `array` is one of (NumPy for anything unknown)."""
    found = _library_of_type.get(type(array))
    return found if found is not None else _find_library(type(array))


def _find_library(array_type: type) -> Any:
    root = array_type.__module__.partition(".")[0]
    module = named(root if root in _registered else "numpy")
    _library_of_type[array_type] = module
    return module


def is_array(thing: Any) -> bool:
    """Return whether `thing` is an array of one of the backends (NumPy scalars included)."""
    if thing.__class__ is _numpy_array:  # most are
        return True
    return type(thing).__module__.partition(".")[0] in _registered and hasattr(thing, "dtype")


def to_numpy(array: Any) -> Any:
    """Return `array` as a NumPy array in main memory."""
    numpy = named("numpy")
    return numpy.asarray(array) if library(array) is numpy else array.get()


def move(data: Any, home: Any, dtype: Any = None) -> Any:
    """Return `data` (an array of any library, or nested lists) as an array of the library `home`.

    Nothing is copied if it is one already, in that dtype.
    """
    if is_array(data):
        if library(data) is not home:
            data = to_numpy(data)
        elif dtype is None or data.dtype == dtype:
            return data
    return home.asarray(data, dtype=dtype)


default_dtype = "float32"  # what Python numbers become


def set_default_dtype(dtype: str) -> None:
    """Choose what Python numbers become: ``"float32"`` or ``"float64"``.

    Raises:
        SettingError: for any other dtype.
    """
    global default_dtype
    if dtype not in ("float32", "float64"):
        raise SettingError("backend.default_dtype", dtype=dtype)
    default_dtype = dtype


def new_array(data: Any, dtype: Any = None) -> Any:
    """Return `data` as a new array of numbers that shares its memory with nobody.

    Arrays keep their dtype; Python numbers and lists of them become the default dtype.

    Raises:
        ShapeError: for rows of unequal length.
        DTypeError: for data that is not made of numbers.
    """
    if is_array(data):
        array = library(data).array(data, dtype=dtype, copy=True)
    else:
        try:
            array = chosen().array(data, dtype=dtype)
        except ValueError as error:
            raise ShapeError("backend.ragged", reason=error) from error
        except TypeError as error:
            raise DTypeError("backend.not_numbers", type=type(data).__name__) from error
        if dtype is None and array.dtype.kind in "iuf" and not _holds_arrays(data):
            array = array.astype(default_dtype)
    if array.dtype.kind not in "biufc":
        raise DTypeError("backend.not_numbers", type=f"{type(data).__name__} ({array.dtype})")
    return array


CACHE_LINE = 64  # bytes that a processor fetches at a time


def empty_on_line(home: Any, length: int, dtype: Any) -> Any:
    """Return a new flat array of a library, not filled, that begins where a cache line does.

    NumPy's own begin at any sixteenth byte.  A vector that is read from two lines takes longer: an
    eighth of the time of Adam's update, for a hundred thousand weights.  CuPy's begin at a line.
    """
    if home is not named("numpy"):
        return home.empty(length, dtype)
    room = home.empty(length + CACHE_LINE // home.dtype(dtype).itemsize, dtype)
    skipped = -room.ctypes.data % CACHE_LINE // room.itemsize
    return room[skipped : skipped + length]


def _holds_arrays(data: Any) -> bool:
    while isinstance(data, (list, tuple)) and data:
        data = data[0]
    return is_array(data)


def freeze(array: Any) -> Any:
    """Return `array` read-only (where the library can), NumPy scalars as 0-d arrays."""
    if type(array) is _numpy_array:
        array.setflags(False)  # write=False: by its place, as a keyword it takes twice as long
        return array
    numpy = named("numpy")
    return freeze(numpy.asarray(array)) if library(array) is numpy else array


def is_column_major(array: Any) -> bool:
    """Return whether the first axis is the one whose entries lie side by side in memory."""
    return bool(array.flags.f_contiguous and not array.flags.c_contiguous)


def ordered_like(model: Any, array: Any) -> Any:
    """Return `array` column-major if `model` is so, otherwise row-major if it was not."""
    if is_column_major(array) is is_column_major(model):
        return array
    return library(array).array(array, order="F" if is_column_major(model) else "C")


def is_inexact(array: Any) -> bool:
    """Return whether the dtype has fractions (float or complex), so that slopes make sense."""
    return array.dtype.kind in "fc"


def show(array: Any, indent: int = 0) -> str:
    """Return the numbers of an array as text, later lines indented."""
    return str(
        import_module("numpy").array2string(to_numpy(array), separator=", ", prefix=" " * indent)
    )
