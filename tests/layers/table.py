# ruff: noqa: E501 (a row is one line of the table)
"""Every layer, row by row: how it is made, what it is given, what comes out, what it says of itself.

`test_every_layer.py` asks of each row what is asked of every layer, and the tests of the backends
run it on other array libraries.  (The losses have a table of their own: test_losses_gradients.py.)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from tinygrad_fa import layers as nn

WORDS = np.array([[0, 4, 2], [2, 2, 1]])
PADDING = np.array([[False, True], [False, False], [False, False]])  # (N, T)
ROWS, WIDE, SEQUENCES, IMAGES = (4, 3), (3, 4), (2, 4, 6), (2, 4, 4, 5)  # N C; N C; N C L; N C H W
STEPS = (3, 2, 2)  # T N E, and N T E where the batch comes first
ATTENDED = (3, 2, 4)  # N T E


class Row(NamedTuple):
    """One layer with its settings.

    Attributes:
        make: returns the layer.
        inputs: what it is called with: a shape stands for numbers that gradients are taken to.
        result: the shape of its (first) result.
        says: its `repr`, on one line.
        batch: the axis of the batch, in inputs and result.
        draws: whether it draws random numbers in training.
        remembers: whether it remembers something of what it is trained with.
        order: up to which order its gradients are checked (of each op there is a test to the
            second order; of a layer of many walks the first is enough).
        entries: how many entries of each input and parameter are checked.
    """

    make: Callable[[], nn.Layer]
    inputs: tuple[Any, ...]
    result: tuple[int, ...]
    says: str
    batch: int = 0
    draws: bool = False
    remembers: bool = False
    order: int = 2
    entries: int = 4


def entrywise(make: Callable[[], nn.Layer], says: str) -> Row:
    """Return the row of an activation function."""
    return Row(make, (WIDE,), WIDE, says)


TABLE = {
    "ELU": entrywise(lambda: nn.ELU(0.3), "ELU(alpha=0.3)"),
    "GELU": entrywise(nn.GELU, "GELU(approximate='none')"),
    "GELU by tanh": entrywise(lambda: nn.GELU("tanh"), "GELU(approximate='tanh')"),
    "Hardsigmoid": entrywise(nn.Hardsigmoid, "Hardsigmoid()"),
    "Hardswish": entrywise(nn.Hardswish, "Hardswish()"),
    "Hardtanh": entrywise(lambda: nn.Hardtanh(-0.6, 0.7), "Hardtanh(min_val=-0.6, max_val=0.7)"),
    "LeakyReLU": entrywise(lambda: nn.LeakyReLU(0.4), "LeakyReLU(negative_slope=0.4)"),
    "LogSigmoid": entrywise(nn.LogSigmoid, "LogSigmoid()"),
    "LogSoftmax": entrywise(nn.LogSoftmax, "LogSoftmax(dim=-1)"),
    "LogSoftmax of channels": Row(lambda: nn.LogSoftmax(1), (SEQUENCES,), SEQUENCES, "LogSoftmax(dim=1)"),
    "Mish": entrywise(nn.Mish, "Mish()"),
    "PReLU": entrywise(nn.PReLU, "PReLU(num_parameters=1)"),
    "PReLU of channels": Row(lambda: nn.PReLU(4, init=0.1), (SEQUENCES,), SEQUENCES, "PReLU(num_parameters=4)"),
    "ReLU": entrywise(nn.ReLU, "ReLU()"),
    "ReLU6": entrywise(nn.ReLU6, "ReLU6()"),
    "SELU": entrywise(nn.SELU, "SELU()"),
    "SiLU": entrywise(nn.SiLU, "SiLU()"),
    "Sigmoid": entrywise(nn.Sigmoid, "Sigmoid()"),
    "Softmax": entrywise(nn.Softmax, "Softmax(dim=-1)"),
    "Softmax of channels": Row(lambda: nn.Softmax(1), (SEQUENCES,), SEQUENCES, "Softmax(dim=1)"),
    "Softplus": entrywise(lambda: nn.Softplus(3.0), "Softplus(beta=3.0)"),
    "Softsign": entrywise(nn.Softsign, "Softsign()"),
    "Tanh": entrywise(nn.Tanh, "Tanh()"),
    "Linear": Row(lambda: nn.Linear(3, 2), (ROWS,), (4, 2), "Linear(3, 2)"),
    "Linear of sequences": Row(lambda: nn.Linear(4, 2, bias=False), (ATTENDED,), (3, 2, 2), "Linear(4, 2, bias=False)"),
    "Bilinear": Row(lambda: nn.Bilinear(2, 3, 4), ((2, 2), (2, 3)), (2, 4), "Bilinear(2, 3, 4)"),
    "Bilinear of sequences": Row(lambda: nn.Bilinear(2, 1, 3, bias=False), ((2, 3, 2), (2, 3, 1)), (2, 3, 3), "Bilinear(2, 1, 3, bias=False)"),
    "Conv1d": Row(lambda: nn.Conv1d(4, 2, 3, stride=2, padding=1, dilation=2, groups=2), (SEQUENCES,), (2, 2, 2), "Conv1d(4, 2, kernel_size=3, stride=2, padding=1, dilation=2, groups=2)"),
    "Conv1d of single places": Row(lambda: nn.Conv1d(4, 1, 1, bias=False), (SEQUENCES,), (2, 1, 6), "Conv1d(4, 1, kernel_size=1, stride=1, bias=False)"),
    "Conv2d": Row(lambda: nn.Conv2d(4, 2, 3, padding=1), (IMAGES,), (2, 2, 4, 5), "Conv2d(4, 2, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))"),
    "Conv2d with all settings": Row(lambda: nn.Conv2d(4, 2, (2, 3), stride=(1, 2), padding=1, dilation=(2, 1), groups=2), (IMAGES,), (2, 2, 4, 3), "Conv2d(4, 2, kernel_size=(2, 3), stride=(1, 2), padding=(1, 1), dilation=(2, 1), groups=2)"),
    "Conv2d without bias": Row(lambda: nn.Conv2d(4, 2, 3, bias=False), (IMAGES,), (2, 2, 2, 3), "Conv2d(4, 2, kernel_size=(3, 3), stride=(1, 1), bias=False)"),
    "ConvTranspose2d": Row(lambda: nn.ConvTranspose2d(4, 2, 3, 2, padding=1, output_padding=(1, 0)), ((2, 4, 2, 3),), (2, 2, 4, 5), "ConvTranspose2d(4, 2, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1), output_padding=(1, 0))"),
    "ConvTranspose2d in groups": Row(lambda: nn.ConvTranspose2d(4, 2, (1, 2), groups=2, dilation=2, bias=False), ((2, 4, 2, 3),), (2, 2, 2, 5), "ConvTranspose2d(4, 2, kernel_size=(1, 2), stride=(1, 1), dilation=(2, 2), groups=2, bias=False)"),
    "MaxPool2d": Row(lambda: nn.MaxPool2d(3, stride=2, padding=1), (IMAGES,), (2, 4, 2, 3), "MaxPool2d(kernel_size=(3, 3), stride=(2, 2), padding=(1, 1), ceil_mode=False)"),
    "MaxPool2d rounded up": Row(lambda: nn.MaxPool2d(2, ceil_mode=True), (IMAGES,), (2, 4, 2, 3), "MaxPool2d(kernel_size=(2, 2), stride=(2, 2), padding=(0, 0), ceil_mode=True)"),
    "AvgPool2d": Row(lambda: nn.AvgPool2d(3, 2, 1, count_include_pad=False), (IMAGES,), (2, 4, 2, 3), "AvgPool2d(kernel_size=(3, 3), stride=(2, 2), padding=(1, 1), ceil_mode=False, count_include_pad=False)"),
    "AvgPool2d rounded up": Row(lambda: nn.AvgPool2d(2, ceil_mode=True), (IMAGES,), (2, 4, 2, 3), "AvgPool2d(kernel_size=(2, 2), stride=(2, 2), padding=(0, 0), ceil_mode=True, count_include_pad=True)"),
    "AdaptiveAvgPool2d": Row(lambda: nn.AdaptiveAvgPool2d((3, 2)), (IMAGES,), (2, 4, 3, 2), "AdaptiveAvgPool2d(output_size=(3, 2))"),
    "GlobalAvgPool": Row(nn.GlobalAvgPool, (IMAGES,), (2, 4), "GlobalAvgPool(keepdims=False)"),
    "GlobalMaxPool": Row(lambda: nn.GlobalMaxPool(keepdims=True), (SEQUENCES,), (2, 4, 1), "GlobalMaxPool(keepdims=True)"),
    "LRN": Row(lambda: nn.LRN(3, alpha=0.5, k=2.0), (IMAGES,), IMAGES, "LRN(3, alpha=0.5, beta=0.75, k=2.0)"),
    "LRN within": Row(lambda: nn.LRN(3, alpha=0.5, norm_region="WITHIN_CHANNEL"), (IMAGES,), IMAGES, "LRN(3, alpha=0.5, beta=0.75, k=1.0, norm_region=WITHIN_CHANNEL)"),
    "Upsample": Row(lambda: nn.Upsample((1, 2)), (IMAGES,), (2, 4, 4, 10), "Upsample(scale_factor=(1, 2), mode=nearest)"),
    "Upsample bilinear": Row(lambda: nn.Upsample(2, "bilinear", align_corners=True), ((2, 1, 2, 3),), (2, 1, 4, 6), "Upsample(scale_factor=(2, 2), mode=bilinear, align_corners=True)"),
    "Flatten": Row(nn.Flatten, (IMAGES,), (2, 80), "Flatten()"),
    "Dropout": Row(lambda: nn.Dropout(0.4), (IMAGES,), IMAGES, "Dropout(p=0.4)", draws=True),
    "Dropout2d": Row(lambda: nn.Dropout2d(0.4), ((4, 4, 2, 2),), (4, 4, 2, 2), "Dropout2d(p=0.4)", draws=True),
    "BatchNorm1d": Row(lambda: nn.BatchNorm1d(3), (ROWS,), ROWS, "BatchNorm1d(3, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)", remembers=True),
    "BatchNorm1d of sequences": Row(lambda: nn.BatchNorm1d(3, momentum=None), ((2, 3, 4),), (2, 3, 4), "BatchNorm1d(3, eps=1e-05, momentum=None, affine=True, track_running_stats=True)", remembers=True),
    "BatchNorm1d untracked": Row(lambda: nn.BatchNorm1d(3, track_running_stats=False), (ROWS,), ROWS, "BatchNorm1d(3, eps=1e-05, momentum=0.1, affine=True, track_running_stats=False)"),
    "BatchNorm2d": Row(lambda: nn.BatchNorm2d(3, eps=1e-3), ((2, 3, 2, 2),), (2, 3, 2, 2), "BatchNorm2d(3, eps=0.001, momentum=0.1, affine=True, track_running_stats=True)", remembers=True),
    "BatchNorm2d without weights": Row(lambda: nn.BatchNorm2d(3, affine=False), ((2, 3, 2, 2),), (2, 3, 2, 2), "BatchNorm2d(3, eps=1e-05, momentum=0.1, affine=False, track_running_stats=True)", remembers=True),
    "InstanceNorm1d": Row(lambda: nn.InstanceNorm1d(3, affine=True), ((2, 3, 4),), (2, 3, 4), "InstanceNorm1d(3, eps=1e-05, momentum=0.1, affine=True, track_running_stats=False)"),
    "InstanceNorm2d": Row(lambda: nn.InstanceNorm2d(3), ((2, 3, 2, 3),), (2, 3, 2, 3), "InstanceNorm2d(3, eps=1e-05, momentum=0.1, affine=False, track_running_stats=False)"),
    "InstanceNorm2d tracked": Row(lambda: nn.InstanceNorm2d(3, affine=True, track_running_stats=True), ((2, 3, 2, 3),), (2, 3, 2, 3), "InstanceNorm2d(3, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)", remembers=True),
    "GroupNorm": Row(lambda: nn.GroupNorm(2, 4), ((2, 4, 3),), (2, 4, 3), "GroupNorm(2, 4, eps=1e-05, affine=True)"),
    "GroupNorm of one": Row(lambda: nn.GroupNorm(1, 3, affine=False), (ROWS,), ROWS, "GroupNorm(1, 3, eps=1e-05, affine=False)"),
    "LayerNorm": Row(lambda: nn.LayerNorm(3), (ROWS,), ROWS, "LayerNorm((3,), eps=1e-05, elementwise_affine=True)"),
    "LayerNorm of two axes": Row(lambda: nn.LayerNorm((2, 3)), ((2, 2, 3),), (2, 2, 3), "LayerNorm((2, 3), eps=1e-05, elementwise_affine=True)"),
    "LayerNorm without bias": Row(lambda: nn.LayerNorm(3, bias=False), (ROWS,), ROWS, "LayerNorm((3,), eps=1e-05, elementwise_affine=True, bias=False)"),
    "LayerNorm without weights": Row(lambda: nn.LayerNorm(3, elementwise_affine=False), (ROWS,), ROWS, "LayerNorm((3,), eps=1e-05, elementwise_affine=False)"),
    "RMSNorm": Row(lambda: nn.RMSNorm(3), (ROWS,), ROWS, "RMSNorm((3,), eps=None, elementwise_affine=True)"),
    "RMSNorm without weight": Row(lambda: nn.RMSNorm((2, 3), 1e-3, False), ((2, 2, 3),), (2, 2, 3), "RMSNorm((2, 3), eps=0.001, elementwise_affine=False)"),
    "Embedding": Row(lambda: nn.Embedding(5, 3), (WORDS,), (2, 3, 3), "Embedding(5, 3)"),
    "Embedding with padding": Row(lambda: nn.Embedding(5, 3, padding_idx=2), (WORDS,), (2, 3, 3), "Embedding(5, 3, padding_idx=2)"),
    "RNN": Row(lambda: nn.RNN(2, 2), (STEPS, (1, 2, 2)), STEPS, "RNN(2, 2)", batch=1),
    "RNN of relu": Row(lambda: nn.RNN(2, 3, 1, "relu", batch_first=True), (STEPS,), (3, 2, 3), "RNN(2, 3, batch_first=True, nonlinearity='relu')"),
    "RNN of both directions": Row(lambda: nn.RNN(2, 2, 2, bidirectional=True), (STEPS,), (3, 2, 4), "RNN(2, 2, num_layers=2, bidirectional=True)", batch=1, order=1),
    "LSTM": Row(lambda: nn.LSTM(2, 2), (STEPS, ((1, 2, 2), (1, 2, 2))), STEPS, "LSTM(2, 2)", batch=1, entries=3),
    "LSTM of one step": Row(lambda: nn.LSTM(2, 2, bias=False, batch_first=True), ((3, 1, 2),), (3, 1, 2), "LSTM(2, 2, bias=False, batch_first=True)"),
    "LSTM of both directions": Row(lambda: nn.LSTM(2, 2, 2, bidirectional=True, dropout=0.3), (STEPS,), (3, 2, 4), "LSTM( 2, 2, num_layers=2, bidirectional=True (dropout): Dropout(p=0.3) )", batch=1, draws=True, order=1),
    "GRU": Row(lambda: nn.GRU(2, 2), (STEPS, (1, 2, 2)), STEPS, "GRU(2, 2)", batch=1, entries=3),
    "GRU without its state": Row(lambda: nn.GRU(2, 2, return_state=False), (STEPS,), STEPS, "GRU(2, 2, return_state=False)", batch=1, entries=2),
    "GRU of one step": Row(lambda: nn.GRU(2, 2, bias=False, batch_first=True), ((3, 1, 2),), (3, 1, 2), "GRU(2, 2, bias=False, batch_first=True)"),
    "GRU of both directions": Row(lambda: nn.GRU(2, 2, 2, bidirectional=True), (STEPS,), (3, 2, 4), "GRU(2, 2, num_layers=2, bidirectional=True)", batch=1, order=1),
    "MultiHeadAttention": Row(lambda: nn.MultiHeadAttention(4, 2), (ATTENDED, ATTENDED, ATTENDED, PADDING), ATTENDED, "MultiHeadAttention( 4, 2 (out_proj): Linear(4, 4) )", entries=2),
    "MultiHeadAttention without bias": Row(lambda: nn.MultiHeadAttention(4, 1, dropout=0.3, bias=False), (ATTENDED,), ATTENDED, "MultiHeadAttention( 4, 1 (out_proj): Linear(4, 4, bias=False) (dropout): Dropout(p=0.3) )", draws=True, entries=2),
    "PositionalEncoding": Row(lambda: nn.PositionalEncoding(4, max_len=6), (ATTENDED,), ATTENDED, "PositionalEncoding(4, max_len=6)"),
    "TransformerBlock": Row(lambda: nn.TransformerBlock(4, 2, 3, activation="gelu", norm_first=True), ((1, 2, 4),), (1, 2, 4), "TransformerBlock( norm_first=True, is_causal=False (self_attn): MultiHeadAttention( 4, 2 (out_proj): Linear(4, 4) ) (linear1): Linear(4, 3) (linear2): Linear(3, 4) (norm1): LayerNorm((4,), eps=1e-05, elementwise_affine=True) (norm2): LayerNorm((4,), eps=1e-05, elementwise_affine=True) (activation): GELU(approximate='none') (dropout): Dropout(p=0.0) )", entries=2),
    "TransformerBlock from left to right": Row(lambda: nn.TransformerBlock(4, 2, 3, dropout=0.3, is_causal=True), (ATTENDED,), ATTENDED, "TransformerBlock( norm_first=False, is_causal=True (self_attn): MultiHeadAttention( 4, 2 (out_proj): Linear(4, 4) (dropout): Dropout(p=0.3) ) (linear1): Linear(4, 3) (linear2): Linear(3, 4) (norm1): LayerNorm((4,), eps=1e-05, elementwise_affine=True) (norm2): LayerNorm((4,), eps=1e-05, elementwise_affine=True) (activation): ReLU() (dropout): Dropout(p=0.3) )", draws=True, order=1),
    "Residual": Row(lambda: nn.Residual(nn.Linear(3, 3)), (ROWS,), ROWS, "Residual( (layer): Linear(3, 3) )"),
    "Residual with a shortcut": Row(lambda: nn.Residual(nn.Linear(3, 2), nn.Linear(3, 2)), (ROWS,), (4, 2), "Residual( (layer): Linear(3, 2) (shortcut): Linear(3, 2) )"),
    "Sequential": Row(lambda: nn.Sequential(nn.Linear(3, 2), nn.Tanh()), (ROWS,), (4, 2), "Sequential( (0): Linear(3, 2) (1): Tanh() )"),
    "Concat": Row(nn.Concat, (ROWS, (4, 2)), (4, 5), "Concat()"),
    "Concat of branches": Row(lambda: nn.Concat(nn.Linear(3, 2), nn.Tanh(), axis=-1), (ROWS,), (4, 5), "Concat( axis=-1 (0): Linear(3, 2) (1): Tanh() )"),
    "Add": Row(nn.Add, (ROWS, ROWS), ROWS, "Add()"),
    "Add of branches": Row(lambda: nn.Add(nn.Linear(3, 3), nn.Tanh()), (ROWS,), ROWS, "Add( (0): Linear(3, 3) (1): Tanh() )"),
}  # fmt: skip


def numbers(shape: tuple[int, ...], seed: int = 0) -> Any:
    """Return numbers between −2 and 2, no two alike, in an order of no meaning."""
    count = int(np.prod(shape))
    places = np.random.default_rng(seed).permutation(count)
    return ((places + 0.37) / max(count, 1) * 3.8 - 1.9).reshape(shape)


def is_shape(given: Any) -> bool:
    """Return whether an input of a row is a shape, not an array or a tuple of shapes."""
    return isinstance(given, tuple) and all(isinstance(n, int) for n in given)


def fill(given: Any, make: Callable[[Any], Any], seed: int = 0) -> Any:
    """Return an input of a row, with ``make(numbers)`` in the place of each shape."""
    if is_shape(given):
        return make(numbers(given, seed))
    if isinstance(given, tuple):
        return tuple(fill(one, make, seed + i + 1) for i, one in enumerate(given))
    return given


def flat(result: Any) -> list[Any]:
    """Return the results of a layer in a list: those of an LSTM come in tuples of tuples."""
    if isinstance(result, (tuple, list)):
        return [one for part in result for one in flat(part)]
    return [] if result is None else [result]
