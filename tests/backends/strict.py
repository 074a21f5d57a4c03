# ruff: noqa: SIM905 (names in a row are easier to read without their quotes)
"""A second array library on the CPU: NumPy's numbers behind CuPy's door.

What NumPy forgives and a GPU does not, this library refuses: an array never becomes a NumPy array
unless it is asked to (``get()``), never meets one in an operation, has only the attributes and
methods that CuPy's arrays have, and only those functions are here that CuPy has as well.  So
NumPy-only habits show on a machine without a GPU.

`FUNCTIONS`, `UFUNCS` and `METHODS` are what the project uses, with the keywords CuPy knows;
`test_strict.py` compares them with CuPy itself where CuPy can be imported (done with CuPy 14.2).
"""

from __future__ import annotations

import operator
from types import ModuleType, SimpleNamespace

import numpy as np

NAME = "strict"
UFUNCS = (
    "abs absolute add arctan cos cosh divide equal exp exp2 expm1 floor greater greater_equal "
    "invert isfinite isinf isnan less less_equal log log10 log1p log2 logaddexp logical_and "
    "logical_not logical_or maximum minimum multiply negative not_equal power reciprocal rint "
    "sign sin sinh sqrt square subtract tan tanh true_divide"
).split()
UFUNC_KEYWORDS = {"out", "dtype", "casting"}
UFUNC_METHODS = {"add": ("at", "reduceat"), "maximum": ("at",), "minimum": ("at",)}
FUNCTIONS = {
    "all": "axis out keepdims", "any": "axis out keepdims", "append": "axis",
    "arange": "dtype", "argmax": "axis dtype out keepdims", "argmin": "axis dtype out keepdims",
    "argsort": "axis kind", "array_equal": "", "asfortranarray": "dtype",
    "ascontiguousarray": "dtype",
    "bincount": "weights minlength", "broadcast_to": "", "clip": "out",
    "concatenate": "axis out dtype casting", "copyto": "casting where", "cumsum": "axis dtype out",
    "diag": "k", "dot": "out", "einsum": "dtype optimize", "empty": "dtype order",
    "empty_like": "dtype order shape", "expand_dims": "axis", "eye": "M k dtype",
    "flatnonzero": "", "flip": "axis", "full": "dtype order", "full_like": "dtype order shape",
    "linspace": "num endpoint dtype axis", "matmul": "out dtype", "mean": "axis dtype out keepdims",
    "moveaxis": "", "nonzero": "", "ones": "dtype order", "ones_like": "dtype order shape",
    "outer": "out", "pad": "mode constant_values", "prod": "axis dtype out keepdims",
    "put_along_axis": "axis", "repeat": "axis", "reshape": "order", "roll": "axis",
    "searchsorted": "side sorter", "sort": "axis kind", "split": "axis", "squeeze": "axis",
    "stack": "axis out dtype", "sum": "axis dtype out keepdims", "swapaxes": "",
    "take": "axis out", "take_along_axis": "axis", "tensordot": "axes", "tile": "",
    "transpose": "axes", "tril": "k", "triu": "k", "unravel_index": "order",
    "var": "axis dtype out ddof keepdims", "where": "", "zeros": "dtype order",
    "zeros_like": "dtype order shape",
}  # fmt: skip
METHODS = {
    "all": "axis out keepdims", "any": "axis out keepdims",
    "argmax": "axis out dtype keepdims", "argmin": "axis out dtype keepdims",
    "argsort": "axis kind", "astype": "dtype order casting subok copy", "clip": "min max out",
    "conj": "", "copy": "order", "cumprod": "axis dtype out", "cumsum": "axis dtype out",
    "diagonal": "offset axis1 axis2", "dot": "out", "fill": "", "flatten": "order", "item": "",
    "max": "axis out keepdims", "mean": "axis dtype out keepdims", "min": "axis out keepdims",
    "nonzero": "", "prod": "axis dtype out keepdims", "ravel": "order", "repeat": "axis",
    "reshape": "order", "round": "decimals out", "searchsorted": "side sorter",
    "sort": "axis kind", "squeeze": "axis", "std": "axis dtype out ddof keepdims",
    "sum": "axis dtype out keepdims", "swapaxes": "", "take": "axis out", "tolist": "",
    "trace": "offset axis1 axis2 dtype out", "transpose": "",
    "var": "axis dtype out ddof keepdims", "view": "dtype",
}  # fmt: skip
ATTRIBUTES = ("shape", "dtype", "ndim", "size", "itemsize", "nbytes", "strides")
CONSTANTS = "inf nan pi e newaxis".split()
TYPES = "float16 float32 float64 int8 int16 int32 int64 uint8 bool_ complex64 complex128".split()
ABOUT_TYPES = "dtype finfo iinfo can_cast result_type promote_types issubdtype".split()


class ndarray:  # noqa: N801 (CuPy's name)
    """An array that only its own library can compute with."""

    __slots__ = ("_inside",)
    __hash__ = None
    __array_priority__ = 100

    def __init__(self, inside):
        self._inside = inside

    def get(self):
        """Return a copy as a NumPy array: the only way out."""
        return self._inside.copy()

    def __array__(self, *_, **__):
        raise TypeError("Implicit conversion to a NumPy array is not allowed. Use `.get()`.")

    def __array_ufunc__(self, ufunc, *_, **__):
        raise TypeError(f"NumPy's {ufunc.__name__} was given an array of another library")

    def __array_function__(self, function, *_, **__):
        raise TypeError(f"NumPy's {function.__name__} was given an array of another library")

    T = property(lambda self: ndarray(self._inside.T))
    real = property(lambda self: ndarray(self._inside.real))
    imag = property(lambda self: ndarray(self._inside.imag))
    flags = property(lambda self: flags_of(self._inside))

    def __getitem__(self, index):
        try:
            return wrapped(self._inside[inside_index(index)])
        except IndexError as error:
            # CuPy wraps places round instead of complaining, so nobody may rely on the complaint.
            if any(isinstance(part, ndarray) for part in parts_of(index)):
                raise AssertionError(f"CuPy would not see that {error}") from error
            raise

    def __setitem__(self, index, value):
        self._inside[inside_index(index)] = unwrapped(value)

    def __len__(self):
        return len(self._inside)

    def __iter__(self):
        return (self[i] for i in range(len(self)))

    def __bool__(self):
        return bool(self._inside)

    def __int__(self):
        return int(self._inside)

    def __float__(self):
        return float(self._inside)

    def __complex__(self):
        return complex(self._inside)

    def __format__(self, form):
        return format(self._inside.item() if not self._inside.ndim else str(self._inside), form)

    def __repr__(self):
        return f"strict.{self._inside!r}"

    def __deepcopy__(self, memo):
        return ndarray(self._inside.copy())


def flags_of(array):
    """Return the flags that CuPy's arrays have, too."""
    known = ("c_contiguous", "f_contiguous", "owndata")
    return SimpleNamespace(**{name: getattr(array.flags, name) for name in known})


def _define():
    """Write CuPy's attributes, methods and operators into the class."""

    def attribute(name):
        return property(lambda self: getattr(self._inside, name))

    def method(name, keywords):
        known = set(keywords.split())

        def call(self, *inputs, **settings):
            assert set(settings) <= known, f"ndarray.{name}: {set(settings) - known}"
            given = unwrapped(settings.get("out"))
            rest = {k: unwrapped(v) for k, v in settings.items()}
            made = getattr(self._inside, name)(*unwrapped(inputs), **rest)
            if given is not None:
                return settings["out"]
            return made if name in ("item", "tolist", "fill", "sort") else wrapped(made)

        return call

    def binary(function):
        def call(self, other):
            if isinstance(other, (ndarray, int, float, complex, np.generic)):
                return wrapped(function(self._inside, unwrapped(other)))
            if isinstance(other, np.ndarray):
                raise TypeError(f"Unsupported type {type(other)}")
            return NotImplemented

        return call

    def reflected(function):
        def call(self, other):
            if isinstance(other, (int, float, complex, np.generic)):
                return wrapped(function(other, self._inside))
            if isinstance(other, np.ndarray):
                raise TypeError(f"Unsupported type {type(other)}")
            return NotImplemented

        return call

    def in_place(function):
        def call(self, other):
            self._inside = function(self._inside, unwrapped(other))
            return self

        return call

    def unary(function):
        return lambda self: wrapped(function(self._inside))

    for name in ATTRIBUTES:
        setattr(ndarray, name, attribute(name))
    for name, keywords in METHODS.items():
        setattr(ndarray, name, method(name, keywords))
    for name in "add sub mul truediv floordiv mod pow matmul and or xor".split():
        function = getattr(operator, f"__{name}__")
        setattr(ndarray, f"__{name}__", binary(function))
        setattr(ndarray, f"__r{name}__", reflected(function))
        if name != "matmul":  # CuPy has no @=
            in_place_function = getattr(operator, f"__i{name}__")
            setattr(ndarray, f"__i{name}__", in_place(in_place_function))
    for name in ("lt", "le", "eq", "ne", "gt", "ge"):
        setattr(ndarray, f"__{name}__", binary(getattr(operator, f"__{name}__")))
    for name in ("neg", "pos", "abs", "invert"):
        setattr(ndarray, f"__{name}__", unary(getattr(operator, f"__{name}__")))
    ndarray.__module__ = NAME


def wrapped(made):
    """Return NumPy's results as arrays of this library; single numbers become arrays of no axes."""
    if isinstance(made, (np.ndarray, np.generic)):
        return ndarray(np.asarray(made))
    return type(made)(map(wrapped, made)) if isinstance(made, (tuple, list)) else made


def unwrapped(given):
    """Return what is inside the arrays; a NumPy array among them is refused."""
    if isinstance(given, ndarray):
        return given._inside
    if isinstance(given, np.ndarray):
        raise TypeError(f"Unsupported type {type(given)}")
    return type(given)(map(unwrapped, given)) if isinstance(given, (tuple, list)) else given


def parts_of(index):
    return index if isinstance(index, tuple) else (index,)


def inside_index(index):
    """Return an index for the array inside, if CuPy would take it."""
    masks = [part for part in parts_of(index) if getattr(part, "dtype", None) == "bool"]
    if len(masks) > 1:
        raise AssertionError("CuPy takes one mask in an index, not two")
    return unwrapped(index)


def _function(name, keywords):
    known = set(keywords.split())
    theirs = getattr(np, name)

    def call(*inputs, **settings):
        assert set(settings) <= known, f"{name}: CuPy does not know {set(settings) - known}"
        made = theirs(*unwrapped(inputs), **{k: unwrapped(v) for k, v in settings.items()})
        return settings["out"] if settings.get("out") is not None else wrapped(made)

    return call


def _ufunc(name):
    call = _function(name, " ".join(UFUNC_KEYWORDS))
    for method in UFUNC_METHODS.get(name, ()):
        theirs = getattr(getattr(np, name), method)
        setattr(call, method, lambda *a, _f=theirs, **k: wrapped(_f(*unwrapped(a), **k)))
    return call


def _array(given, dtype=None, copy=True, order="K"):
    """Return a new array of NumPy's, of this library's, or of nested lists of one of them."""
    inside = given._inside if isinstance(given, ndarray) else given
    if isinstance(inside, (list, tuple)) and _holds_ours(inside):
        inside = unwrapped(list(inside))
    return ndarray(np.array(inside, dtype=dtype, copy=copy or None, order=order))


def _holds_ours(given):
    return any(isinstance(x, ndarray) or (isinstance(x, list) and _holds_ours(x)) for x in given)


def _as_strided(x, shape, strides):
    return ndarray(np.lib.stride_tricks.as_strided(x._inside, shape, strides))


def make_library():
    """Return the library as a module."""
    library = ModuleType(NAME, __doc__)
    library.ndarray, library.array = ndarray, _array
    library.asarray = lambda given, dtype=None: (
        given
        if isinstance(given, ndarray) and (dtype is None or given.dtype == dtype)
        else _array(given, dtype)
    )
    for name in UFUNCS:
        setattr(library, name, _ufunc(name))
    for name, keywords in FUNCTIONS.items():
        setattr(library, name, _function(name, keywords))
    for name in (*CONSTANTS, *TYPES, "dtype", "finfo", "iinfo", "issubdtype", "promote_types"):
        setattr(library, name, getattr(np, name))
    for name in ("can_cast", "result_type"):  # they look at the dtype of an array only
        setattr(library, name, _about_types(getattr(np, name)))
    library.lib = SimpleNamespace(stride_tricks=SimpleNamespace(as_strided=_as_strided))
    return library


def _about_types(theirs):
    return lambda *inputs, **settings: theirs(*unwrapped(inputs), **settings)


_define()
