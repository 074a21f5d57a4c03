"""Files of named arrays in the safetensors format: no code inside, so nothing to fear.

    8 bytes     n, the length of the header, little-endian
    n bytes     the header, JSON:  {"fc.weight": {"dtype": "F32", "shape": [2, 3],
                                                  "data_offsets": [0, 24]}, …}
    the rest    the numbers, little-endian, each array in row order, without gaps

A file is written beside its final name and renamed at the end, so that a crash in between leaves
the old file as it was.  A file that is read is believed in nothing: every length is compared with
what is there before memory is asked for.

Source: https://github.com/huggingface/safetensors (format section of its README).
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tinygrad_fa import backend
from tinygrad_fa.files import write_whole
from tinygrad_fa.language.errors import DataError, DTypeError, FileError

Array = NDArray[Any]

DTYPES = {
    "BOOL": "|b1", "U8": "|u1", "I8": "|i1", "U16": "<u2", "I16": "<i2", "U32": "<u4", "I32": "<i4",
    "U64": "<u8", "I64": "<i8", "F16": "<f2", "F32": "<f4", "F64": "<f8",
}  # fmt: skip
_CODES = {np.dtype(kind).newbyteorder("="): code for code, kind in DTYPES.items()}
METADATA = "__metadata__"
LONGEST_HEADER = 100_000_000  # bytes; the limit of the reference reader
LONGEST_NUMBER = 20  # digits; no file is longer than 2⁶⁴ bytes
MOST_AXES = 64  # of a NumPy array


class Saved(NamedTuple):
    """What is in a file: the arrays by name, and the notes that were written beside them."""

    tensors: dict[str, Array]
    metadata: dict[str, str]


class _Entry(NamedTuple):
    """One array as the header tells of it."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    begin: int
    end: int


def save(
    tensors: Mapping[str, Any],
    path: str | os.PathLike[str],
    metadata: Mapping[str, str] | None = None,
) -> None:
    """Write named arrays to a safetensors file, whole or not at all.

    Args:
        tensors: name → array, of NumPy or CuPy, any strides.
        path: the file; its folder must exist.
        metadata: notes to be kept with them, text → text.

    Raises:
        DTypeError: for numbers that the format has no name for, such as complex ones, and for
            metadata that is not text.
        FileError: if the file cannot be written; an older file of that name is then untouched.
    """
    header: dict[str, Any] = {METADATA: dict(metadata)} if metadata else {}
    for key, value in (metadata or {}).items():
        if not isinstance(key, str) or not isinstance(value, str):
            raise DTypeError("net.metadata_text", name=key, value=value)
    arrays = {name: _plain(name, array) for name, array in tensors.items()}
    offset = 0
    # Wide numbers first: then every array begins at a multiple of the width of its numbers.
    order = sorted(arrays, key=lambda name: -arrays[name].itemsize)
    for name in order:
        array = arrays[name]
        header[name] = {
            "dtype": _CODES[array.dtype.newbyteorder("=")],
            "shape": list(array.shape),
            "data_offsets": [offset, offset + array.nbytes],
        }
        offset += array.nbytes
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    numbers = (arrays[name].reshape(-1).view("u1").data for name in order)
    write_whole(path, [len(text).to_bytes(8, "little"), text, *numbers])


def _plain(name: str, array: Any) -> Array:
    """Return an array as it lies in the file: row order, little-endian."""
    array = np.asarray(backend.to_numpy(array), order="C")  # 0-d stays 0-d
    if name == METADATA or array.dtype.newbyteorder("=") not in _CODES:
        raise DTypeError("net.unsaveable", name=name, dtype=array.dtype)
    return array.astype(array.dtype.newbyteorder("<"), copy=False)


def load(path: str | os.PathLike[str]) -> Saved:
    """Read a safetensors file: (name → array, metadata), in the order of the header.

    Raises:
        FileError: if the file cannot be read.
        DataError: if it is no such file, is cut off, or its header tells what cannot be.
    """
    with _opened(path) as file:
        size = os.fstat(file.fileno()).st_size
        entries, metadata, start = _read_header(file, size, path)
        return Saved({e.name: _read_array(file, start, e, path) for e in entries}, metadata)


def load_metadata(path: str | os.PathLike[str]) -> dict[str, str]:
    """Read only the notes of a safetensors file, whatever the size of its arrays.

    Raises:
        FileError: if the file cannot be read.
        DataError: if it is no such file, is cut off, or its header tells what cannot be.
    """
    with _opened(path) as file:
        return _read_header(file, os.fstat(file.fileno()).st_size, path)[1]


@contextmanager
def _opened(path: Any) -> Iterator[IO[bytes]]:
    """Open a file for reading; an error of the system becomes one with a text."""
    try:
        with open(path, "rb") as file:
            yield file
    except FileNotFoundError as error:
        raise FileError("net.no_file", path=path) from error
    except OSError as error:
        if isinstance(error, FileError):
            raise
        raise FileError("net.cannot_read", path=path, reason=_reason(error)) from error


def _read_header(file: IO[bytes], size: int, path: Any) -> tuple[list[_Entry], dict[str, str], int]:
    """Return the entries, the metadata, and where the numbers begin."""
    if size < 8:
        raise DataError("net.not_safetensors", path=path)
    length = int.from_bytes(file.read(8), "little")
    if length > LONGEST_HEADER:
        raise DataError("net.not_safetensors", path=path)
    if length > size - 8:
        raise DataError("net.cut_off", path=path, expected=8 + length, found=size)
    try:
        header = json.loads(
            file.read(length).decode(),
            object_pairs_hook=_without_duplicates,
            parse_int=_short_number,
        )
        if not isinstance(header, dict):
            raise ValueError("{…}")
        metadata = header.pop(METADATA, {})
        if not isinstance(metadata, dict) or not all(isinstance(v, str) for v in metadata.values()):
            raise ValueError(METADATA)
        entries = [_entry(name, told) for name, told in header.items()]
        _check_places(entries)
    except (ValueError, RecursionError) as error:  # what json raises is a ValueError, too
        raise DataError("net.bad_header", path=path, reason=str(error) or repr(error)) from error
    needed = 8 + length + max((e.end for e in entries), default=0)
    if needed > size:
        raise DataError("net.cut_off", path=path, expected=needed, found=size)
    if needed < size:
        raise DataError("net.too_long", path=path, expected=needed, found=size)
    return entries, metadata, 8 + length


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"{name}, {name}")
        found[name] = value
    return found


def _short_number(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:  # turning a million digits into a number takes for ever
        raise ValueError(digits[:LONGEST_NUMBER] + "…")
    return int(digits)


def _entry(name: str, told: Any) -> _Entry:
    """Return one entry of the header, checked in itself; a ValueError says what is wrong."""
    name.encode()  # half a surrogate pair is no name: it could not even be printed
    if not isinstance(told, dict) or set(told) != {"dtype", "shape", "data_offsets"}:
        raise ValueError(name)
    dtype, shape, offsets = told["dtype"], told["shape"], told["data_offsets"]
    if not isinstance(dtype, str) or dtype not in DTYPES:
        raise ValueError(f"{name}: dtype {dtype}")
    if not _whole_numbers(shape) or not _whole_numbers(offsets) or len(offsets) != 2:
        raise ValueError(f"{name}: {shape}, {offsets}")
    begin, end = offsets
    if end - begin != math.prod(shape) * np.dtype(DTYPES[dtype]).itemsize:
        raise ValueError(f"{name}: {dtype} {shape} ≠ {end} − {begin}")
    return _Entry(name, dtype, tuple(shape), begin, end)


def _whole_numbers(numbers: Any) -> bool:
    """Return whether this is a list of lengths or places, and of no more than an array can have."""
    if not isinstance(numbers, list) or len(numbers) > MOST_AXES:
        return False
    return all(type(n) is int and n >= 0 for n in numbers)


def _check_places(entries: list[_Entry]) -> None:
    """Refuse arrays that overlap or leave gaps, where something could hide."""
    end = 0
    for entry in sorted(entries, key=lambda e: (e.begin, e.end)):
        if entry.begin != end:
            raise ValueError(f"{entry.name}: {entry.begin} ≠ {end}")
        end = entry.end


def _read_array(file: IO[bytes], start: int, entry: _Entry, path: Any) -> Array:
    numbers = np.empty((entry.end - entry.begin,), "u1")
    file.seek(start + entry.begin)
    if file.readinto(numbers) != numbers.size:  # type: ignore[attr-defined]
        raise DataError("net.cut_off", path=path, expected=start + entry.end, found=file.tell())
    kind = np.dtype(DTYPES[entry.dtype])
    try:
        # A byte that is neither 0 nor 1 would make a strange boolean.
        array = numbers != 0 if entry.dtype == "BOOL" else numbers.view(kind)
        return array.reshape(entry.shape).astype(kind.newbyteorder("="), copy=False)
    except ValueError as error:  # more axes, or longer empty ones, than an array can have
        raise DataError("net.bad_header", path=path, reason=f"{entry.name}: {error}") from error


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
