"""The transformer: blocks of attention and a small net, and where in the sequence one is."""

from __future__ import annotations

import math
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import SettingError, ShapeError
from tinygrad_fa.layers.activation import GELU, ReLU
from tinygrad_fa.layers.attention import MultiHeadAttention
from tinygrad_fa.layers.dropout import Dropout
from tinygrad_fa.layers.layer import Layer, as_tensor
from tinygrad_fa.layers.linear import Linear
from tinygrad_fa.layers.normalisation import LayerNorm
from tinygrad_fa.layers.settings import as_fractions, whole_number

ACTIVATIONS = {"relu": ReLU, "gelu": GELU}


class PositionalEncoding(Layer):
    """Adds to each vector waves that tell where in the sequence it stands.

        PE[t, 2i] = sin(t / 10000^(2i/E)),  PE[t, 2i + 1] = cos(t / 10000^(2i/E))

    Attention alone does not know the order of what it looks at.  Shapes: x (N, T, E) → the same.
    Nothing is trained and nothing saved.  Source: Vaswani et al., NeurIPS 2017, section 3.5.

    Args:
        embed_dim: E, how long the vectors are.
        max_len: the longest sequence.
        dropout: the probability with which numbers of the sum are dropped in training.

    Raises:
        ShapeError: (when called) for other vectors, or a sequence that is too long.
    """

    def __init__(self, embed_dim: int, max_len: int = 5000, dropout: float = 0.0) -> None:
        self.embed_dim = whole_number("embed_dim", embed_dim)
        self.max_len = whole_number("max_len", max_len)
        self.dropout = Dropout(dropout) if dropout else None
        library = backend.chosen()
        self._waves = library.empty((self.max_len, self.embed_dim), "float64")
        places = library.arange(self.max_len, dtype="float64")[:, None]
        pairs = library.arange(0, self.embed_dim, 2, dtype="float64")
        angles = places * library.exp(pairs * (-math.log(10000.0) / self.embed_dim))
        self._waves[:, 0::2] = library.sin(angles)
        self._waves[:, 1::2] = library.cos(angles)[:, : self.embed_dim // 2]

    def forward(self, x: Any) -> Any:
        """Return x plus the waves of its places."""
        x = as_fractions(x)
        if x.ndim != 3 or x.shape[2] != self.embed_dim:
            raise ShapeError(
                "layers.sequence_shape",
                order="(N, T, embed_dim)",
                size=self.embed_dim,
                shape=x.shape,
            )
        length = x.shape[1]
        if length > self.max_len:
            raise ShapeError("layers.too_long", length=length, most=self.max_len)
        waves = backend.move(self._waves[:length], backend.library(x.data), x.dtype)
        x = x + Tensor.wrap(waves)
        return self.dropout(x) if self.dropout else x

    def extra_repr(self) -> str:
        """Return the sizes."""
        return f"{self.embed_dim}, max_len={self.max_len}"


class TransformerBlock(Layer):
    """Self-attention, then a small net for each position; each is added to what it was given.

        norm_first:  x ← x + attention(norm1(x));  x ← x + net(norm2(x))
        otherwise:   x ← norm1(x + attention(x));  x ← norm2(x + net(x))

    with net(x) = linear2(activation(linear1(x))).  The second form is the paper's; the first trains
    more easily in deep stacks.  Shapes: x (N, T, E) → the same.  Parameters have the names of
    torch's `TransformerEncoderLayer` (with ``batch_first=True``), so that its state fits here.
    Source: Vaswani et al., NeurIPS 2017, section 3; norm_first: Xiong et al., ICML 2020.

    Args:
        embed_dim: E, how long the vectors are.
        num_heads: the heads of the attention.
        feedforward_dim: how many numbers the small net has in the middle; 4 E unless given.
        dropout: the probability with which numbers are dropped in training: weights of the
            attention, the middle of the net, and what is added.
        activation: ``"relu"`` or ``"gelu"``.
        norm_first: which of the two forms.
        is_causal: whether no position may look at one after it (a model that writes).

    Raises:
        SettingError: for settings that make no sense.
    """

    def __init__(
        self,
        embed_dim: int,
        num_heads: int,
        feedforward_dim: int | None = None,
        dropout: float = 0.0,
        activation: str = "relu",
        norm_first: bool = False,
        is_causal: bool = False,
    ) -> None:
        if activation not in ACTIVATIONS:
            raise SettingError("layers.block_activation", value=activation)
        middle = 4 * embed_dim if feedforward_dim is None else feedforward_dim
        self.norm_first, self.is_causal = bool(norm_first), bool(is_causal)
        self.self_attn = MultiHeadAttention(embed_dim, num_heads, dropout)
        self.linear1 = Linear(embed_dim, middle)
        self.linear2 = Linear(middle, embed_dim)
        self.norm1, self.norm2 = LayerNorm(embed_dim), LayerNorm(embed_dim)
        self.activation = ACTIVATIONS[activation]()
        self.dropout = Dropout(dropout)

    def forward(self, x: Any, key_padding_mask: Any = None, attn_mask: Any = None) -> Any:
        """Return x with what attention and net have found added; masks as in the attention."""
        x = as_tensor(x)
        if self.norm_first:
            x = x + self._attention(self.norm1(x), key_padding_mask, attn_mask)
            return x + self._net(self.norm2(x))
        x = self.norm1(x + self._attention(x, key_padding_mask, attn_mask))
        return self.norm2(x + self._net(x))

    def _attention(self, x: Tensor, key_padding_mask: Any, attn_mask: Any) -> Any:
        found = self.self_attn(
            x, key_padding_mask=key_padding_mask, attn_mask=attn_mask, is_causal=self.is_causal
        )
        return self.dropout(found)

    def _net(self, x: Tensor) -> Any:
        middle = self.dropout(self.activation(self.linear1(x)))
        return self.dropout(self.linear2(middle))

    def extra_repr(self) -> str:
        """Return which form it is, and whether it is causal."""
        return f"norm_first={self.norm_first}, is_causal={self.is_causal}"
