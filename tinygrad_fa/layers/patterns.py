"""Initialisers whose numbers stand in a pattern: identity, interpolation, orthogonal, sparse.

They are handed on by `tinygrad_fa.layers.initialisers`, beside those that draw every number alone.
"""

from __future__ import annotations

import math
from typing import Any

from tinygrad_fa import backend, randomness
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import SettingError


def eye_(tensor: Tensor) -> Tensor:
    """Fill a matrix with 1 on the diagonal and 0 elsewhere: a linear layer that changes nothing.

    Raises:
        SettingError: for a tensor that is no matrix.
    """
    _check_axes(tensor, "eye_", "(out, in)", tensor.ndim == 2)
    return _put(tensor, backend.chosen().eye(*tensor.shape, dtype=tensor.dtype))


def dirac_(tensor: Tensor, groups: int = 1) -> Tensor:
    """Fill kernels so that a convolution hands on its channels: 1 in the middle, 0 elsewhere.

    Output channel i shows input channel i; with more outputs than inputs the rest are 0.  With
    groups, each group does so for its own channels.

    Raises:
        SettingError: for a tensor that holds no kernels (out, in/groups, …), or groups that do
            not divide its outputs.
    """
    _check_axes(tensor, "dirac_", "(out, in/groups, …)", 3 <= tensor.ndim <= 5)
    if groups < 1 or tensor.shape[0] % groups:
        raise SettingError("initialisers.dirac_groups", groups=groups, outputs=tensor.shape[0])
    outputs, inputs, *kernel = tensor.shape
    numbers = backend.chosen().zeros(tensor.shape, tensor.dtype)
    middle = tuple(n // 2 for n in kernel)
    of_group = outputs // groups
    for start in range(0, outputs, of_group):
        for channel in range(min(of_group, inputs)):
            place = (start + channel, channel, *middle)
            numbers[place] = 1
    return _put(tensor, numbers)


def bilinear_(tensor: Tensor) -> Tensor:
    """Fill kernels that enlarge an image by a factor f between its pixels: bilinear upsampling.

    With kernels of k × k in a transposed convolution of stride f = ⌈k/2⌉, each entry is
    (1 − |x/f − c|)(1 − |y/f − c|), c = (k − 1) / 2f.  Use one group per channel.
    Source: Caffe, `filler.hpp`, BilinearFiller.

    Raises:
        SettingError: for a tensor that does not hold square kernels (…, …, k, k).
    """
    square = tensor.ndim == 4 and tensor.shape[2] == tensor.shape[3]
    _check_axes(tensor, "bilinear_", "(out, in, k, k)", square)
    size = tensor.shape[3]
    factor = math.ceil(size / 2)
    library = backend.chosen()
    places = library.arange(size, dtype="float64") / max(factor, 1)
    slope = 1 - library.abs(places - (size - 1) / (2 * max(factor, 1)))
    kernel = (slope[:, None] * slope).astype(tensor.dtype)
    return _put(tensor, library.broadcast_to(kernel, tensor.shape).copy())


def orthogonal_(tensor: Tensor, gain: float = 1.0) -> Tensor:
    """Fill with a random matrix whose rows (or columns) are at right angles and of length `gain`.

    Such a layer keeps the lengths of all vectors, forward and backward, however deep the net is.
    The axes after the first are taken as one.  It is the Q of the QR decomposition of random
    numbers, with the signs of R's diagonal, which makes every orthogonal matrix equally likely.
    Source: Saxe, McClelland & Ganguli, ICLR 2014; Mezzadri, Notices of the AMS 54, 2007.

    Raises:
        SettingError: for a tensor of fewer than two axes, or without numbers.
    """
    _check_axes(tensor, "orthogonal_", "(out, in, …)", tensor.ndim >= 2 and tensor.size > 0)
    rows = tensor.shape[0]
    columns = tensor.size // rows
    tall = randomness.normal(0, 1, (max(rows, columns), min(rows, columns)), "float64")
    numpy = backend.named("numpy")  # on every backend, so that all start from the same numbers
    q, r = numpy.linalg.qr(backend.to_numpy(tall))
    q = q * numpy.where(numpy.diag(r) < 0, -1.0, 1.0)
    q = q if rows >= columns else q.T
    return _put(tensor, (gain * q).reshape(tensor.shape).astype(tensor.dtype))


def sparse_(tensor: Tensor, sparsity: float, std: float = 0.01) -> Tensor:
    """Fill with N(0, std²) and set a share of the numbers to 0, the same share in every column.

    Each column has ⌈sparsity · rows⌉ zeros, in places drawn at random, so that no input is left
    without weights by chance.  Source: Martens, ICML 2010, section 5.

    Args:
        tensor: a matrix (out, in).
        sparsity: the share of zeros, from 0 to 1.
        std: the standard deviation of the others.

    Raises:
        SettingError: for a tensor that is no matrix, or a sparsity that is no share.
    """
    _check_axes(tensor, "sparse_", "(out, in)", tensor.ndim == 2)
    if not 0 <= sparsity <= 1:
        raise SettingError("layers.probability", name="sparsity", value=sparsity)
    if std < 0:
        raise SettingError("layers.negative_std", value=std)
    zeros = math.ceil(sparsity * tensor.shape[0])
    numbers = randomness.normal(0, std, tensor.shape, tensor.dtype)
    # The ranks of random numbers are a random order of each column.
    ranks = randomness.uniform(0, 1, tensor.shape, "float64").argsort(axis=0).argsort(axis=0)
    return _put(tensor, numbers * (ranks >= zeros))


def _check_axes(tensor: Tensor, name: str, wanted: str, fits: bool) -> None:
    if not fits:
        raise SettingError("initialisers.axes", name=name, wanted=wanted, shape=tensor.shape)


def _put(tensor: Tensor, numbers: Any) -> Tensor:
    tensor.replace_data(backend.move(numbers, backend.library(tensor.data)))
    return tensor
