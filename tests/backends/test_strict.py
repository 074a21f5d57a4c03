"""The strict library refuses what CuPy refuses, and offers nothing that CuPy has not."""

import inspect

import numpy as np
import pytest

from tinygrad_fa import backend

strict = backend.named("strict")


def array(*numbers):
    return strict.asarray(np.array(numbers))


REFUSED = [
    lambda x: np.asarray(x),
    lambda x: np.exp(x),
    lambda x: np.concatenate([x, x]),
    lambda x: np.ones(2) + x,
    lambda x: x + np.ones(2),
    lambda x: x > np.ones(2),
    lambda x: x[np.array([0, 1])],
    lambda x: x.__setitem__(0, np.ones(1)),
    lambda x: strict.where(x > 0, x, np.ones(2)),
    lambda x: strict.concatenate([x, np.ones(2)]),
    lambda x: np.ones(2).__iadd__(x),
    lambda x: np.array([1, 2])[x],
    lambda x: list(range(x[0])),
]


@pytest.mark.parametrize("wrong", REFUSED)
def test_what_a_gpu_does_not_do_by_itself_is_refused(wrong):
    with pytest.raises(TypeError):
        wrong(array(1, 2))


@pytest.mark.parametrize(
    ("name", "of"), [("setflags", array(1)), ("flat", array(1)), ("percentile", strict)]
)
def test_what_is_not_on_the_list_is_not_there(name, of):
    with pytest.raises(AttributeError):
        getattr(of, name)


def test_keywords_that_cupy_does_not_know_are_refused():
    with pytest.raises(AssertionError, match="initial"):
        array(1, 2).max(initial=0)
    with pytest.raises(AssertionError, match="where"):
        strict.sum(array(1, 2), where=True)


def test_a_place_outside_is_not_noticed_by_a_gpu():
    x = array(1, 2)
    with pytest.raises(AssertionError, match="CuPy would not see"):
        x[array(5)]
    with pytest.raises(IndexError):
        x[5]


def test_numbers_come_out_by_get():
    x = array(1.0, 2.0)
    assert isinstance(x.get(), np.ndarray) and (x + 1).get().tolist() == [2.0, 3.0]
    assert float(x.sum()) == 3.0 and x.sum().shape == ()
    x += 1
    assert x.tolist() == [2.0, 3.0]
    assert strict.add(x, 1, out=x) is x
    assert strict.array([x, x]).shape == (2, 2)


def test_the_lists_are_cupys(strict_lists):
    """Compare every name and keyword with CuPy, where it can be imported (no GPU is needed)."""
    cupy = pytest.importorskip("cupy", reason="CuPy is not here to compare the lists with")
    lists = strict_lists
    known = {getattr(cupy, name): words for name, words in lists.FUNCTIONS.items()}
    known |= {getattr(cupy.ndarray, name): words for name, words in lists.METHODS.items()}
    compared = 0
    for theirs, words in known.items():
        try:
            parameters = inspect.signature(theirs).parameters
        except ValueError:  # compiled, and silent about its arguments
            continue
        compared += 1
        flexible = any(p.kind == p.VAR_KEYWORD for p in parameters.values())
        assert flexible or set(words.split()) <= set(parameters), theirs
    assert compared > len(lists.FUNCTIONS) / 2
    for name in (*lists.UFUNCS, *lists.CONSTANTS, *lists.TYPES, *lists.ABOUT_TYPES):
        assert hasattr(cupy, name), name
    for name in lists.ATTRIBUTES:
        assert hasattr(cupy.ndarray, name), name
    for name, methods in lists.UFUNC_METHODS.items():
        assert all(hasattr(getattr(cupy, name), method) for method in methods)
