"""Fractions of float32 are told as they were written."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinygrad_fa import language
from tinygrad_fa.language.numbers import shortened


@pytest.mark.parametrize(
    ("code", "short"),
    [
        ("SGD(momentum=0.8999999761581421)", "SGD(momentum=0.9)"),
        ("delta=9.99999993922529e-09, x=1.0", "delta=1e-08, x=1.0"),
        ("-0.10000000149011612", "-0.1"),
        ("0.1234567890123", "0.1234567890123"),  # no number of float32
        ("3.1234567890123e300", "3.1234567890123e300"),
        ("[0.5, 'conv1.bias', 5000]", "[0.5, 'conv1.bias', 5000]"),
    ],
)
def test_examples(code, short):
    assert shortened(code) == short


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_no_number_of_float32_becomes_another(number):
    short = shortened(repr(number))
    assert np.float32(float(short)) == np.float32(number)
    assert len(short) <= len(repr(number))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_other_numbers_keep_their_digits(number):
    with np.errstate(over="ignore"):
        rounded = float(np.float32(number))
    if rounded != number:
        assert float(shortened(repr(number))) == number


@given(st.decimals(0, 1, places=6))
def test_what_was_written_comes_back(written):
    number = float(np.float32(float(written)))
    assert float(shortened(repr(number))) == float(written)


def test_thousands_are_parted_as_in_persian():
    assert language.persian_digits("50,000 و 1,234,567") == "۵۰٬۰۰۰ و ۱٬۲۳۴٬۵۶۷"
    assert language.persian_digits("(2,20) و 1,2000 و `50,000`") == "(۲,۲۰) و ۱,۲۰۰۰ و `50,000`"
    assert language.latin_digits("۵۰٬۰۰۰") == "50,000"
