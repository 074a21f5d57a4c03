"""Attention: each position of a sequence looks at others and takes from them what it needs."""

from __future__ import annotations

import math
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.engine import ops
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import DataError, DTypeError, SettingError, ShapeError
from tinygrad_fa.layers import initialisers
from tinygrad_fa.layers.dropout import Dropout
from tinygrad_fa.layers.layer import Layer, as_tensor
from tinygrad_fa.layers.linear import Linear
from tinygrad_fa.layers.settings import as_fractions, whole_number


def attention_weights(query: Any, key: Any, mask: Any = None) -> Any:
    """Return how much each query looks at each key: softmax(q kᵀ / √d), (…, T, S).

    The √d keeps the variance of the products at 1, whatever the length of the vectors.
    Source: Vaswani et al., NeurIPS 2017, eq. 1.

    Args:
        query: (…, T, d).
        key: (…, S, d).
        mask: booleans that broadcast to (…, T, S), True where a query must not look.

    Raises:
        DTypeError: for a mask that is not made of booleans.
        DataError: if the mask leaves a query nothing to look at.
    """
    query, key = as_tensor(query), as_tensor(key)
    scores = query @ key.transpose(-1, -2) * (1 / math.sqrt(query.shape[-1]))
    if mask is not None:
        mask = as_mask(mask, query)
        if mask.shape[-1] and mask.all(axis=-1).any():
            raise DataError("layers.all_masked", shape=mask.shape)
        scores = ops.where(mask, -math.inf, scores)
    return ops.softmax(scores, axis=-1)


def scaled_dot_product_attention(
    query: Any, key: Any, value: Any, mask: Any = None, is_causal: bool = False
) -> Any:
    """Return for each query the mean of the values, weighted by `attention_weights`: (…, T, dv).

    Args:
        query: (…, T, d).
        key: (…, S, d).
        value: (…, S, dv).
        mask: booleans, True where a query must not look (torch's function of this name means the
            opposite, its layer `MultiheadAttention` the same as here).
        is_causal: also forbid each query to look at keys that stand after it.
    """
    query, key = as_tensor(query), as_tensor(key)
    if mask is not None:
        mask = as_mask(mask, query)
    if is_causal:
        mask = _joined(mask, as_mask(causal_mask(query.shape[-2], key.shape[-2]), query))
    return attention_weights(query, key, mask) @ as_tensor(value)


def causal_mask(length: int, keys: int | None = None) -> Any:
    """Return booleans (length, keys), True where a key stands after its query.

    A model that guesses the next word must not see it.  `keys` is `length` unless given.
    """
    library = backend.chosen()
    return library.arange(length if keys is None else keys) > library.arange(length)[:, None]


def as_mask(mask: Any, like: Tensor) -> Any:
    """Return a mask (array, Tensor or nested lists) as an array of booleans, where `like` is."""
    array = mask.data if isinstance(mask, Tensor) else mask
    array = array if backend.is_array(array) else backend.chosen().asarray(array)
    array = backend.move(array, backend.library(like.data))
    if array.dtype.kind != "b":
        raise DTypeError("layers.mask_dtype", dtype=array.dtype)
    return array


def _joined(first: Any, second: Any) -> Any:
    """Return a mask that hides what either of two masks hides (each may be None)."""
    if first is None or second is None:
        return second if first is None else first
    return first | second


class MultiHeadAttention(Layer):
    """Several attentions side by side, each in a part of the vectors of its own.

        head_k = softmax(q_k k_kᵀ / √(E/heads)) v_k,  q = query W_qᵀ + b_q, …
        output = [head_1, …, head_n] W_oᵀ + b_o

    Shapes: query (N, T, E), key and value (N, S, E) → (N, T, E): the batch always comes first.
    Parameters as in torch: ``in_proj_weight`` (3E, E), the rows of W_q, W_k, W_v one below the
    other, ``in_proj_bias`` (3E,), ``out_proj.weight`` (E, E), ``out_proj.bias`` (E,).
    Source: Vaswani et al., NeurIPS 2017, section 3.2.

    Args:
        embed_dim: E, how long the vectors are.
        num_heads: into how many parts they are cut.
        dropout: the probability with which a weight is dropped in training.
        bias: whether the four products have biases.

    Raises:
        SettingError: for a number of heads that does not divide E.
        ShapeError, DTypeError, DataError: (when called) for sequences and masks that do not fit.
    """

    def __init__(
        self, embed_dim: int, num_heads: int, dropout: float = 0.0, bias: bool = True
    ) -> None:
        self.embed_dim = whole_number("embed_dim", embed_dim)
        self.num_heads = whole_number("num_heads", num_heads)
        if self.embed_dim % self.num_heads:
            raise SettingError("layers.heads", heads=num_heads, size=embed_dim)
        library, dtype = backend.chosen(), backend.default_dtype
        weight = Tensor(library.empty((3 * self.embed_dim, self.embed_dim), dtype), True)
        self.in_proj_weight = initialisers.xavier_uniform_(weight)
        self.in_proj_bias = Tensor(library.zeros(3 * self.embed_dim, dtype), True) if bias else None
        self.out_proj = Linear(self.embed_dim, self.embed_dim, bias)
        if self.out_proj.bias is not None:
            initialisers.zeros_(self.out_proj.bias)
        self.dropout = Dropout(dropout) if dropout else None

    def forward(
        self,
        query: Any,
        key: Any = None,
        value: Any = None,
        key_padding_mask: Any = None,
        attn_mask: Any = None,
        is_causal: bool = False,
        need_weights: bool = False,
    ) -> Any:
        """Return the attention of `query` to `key`, in the words of `value`.

        Args:
            query: (N, T, E).
            key: (N, S, E); `query` itself unless given (self-attention).
            value: (N, S, E); `key` unless given.
            key_padding_mask: booleans (N, S), True where a key only fills up.
            attn_mask: booleans (T, S), True where a query must not look.
            is_causal: no query may look at a key after it.
            need_weights: return (output, weights), the weights (N, heads, T, S).
        """
        query = as_fractions(query, self.in_proj_weight)
        key = query if key is None else as_fractions(key, self.in_proj_weight)
        value = key if value is None else as_fractions(value, self.in_proj_weight)
        self._check_shapes(query, key, value)
        mask = self._mask(query, key, key_padding_mask, attn_mask, is_causal)
        q, k, v = (self._heads(x, i) for i, x in enumerate((query, key, value)))
        weights = attention_weights(q, k, mask)
        taken = (self.dropout(weights) if self.dropout else weights) @ v
        output = self.out_proj(taken.transpose(1, 2).reshape(query.shape))
        return (output, weights) if need_weights else output

    def _heads(self, x: Tensor, part: int) -> Any:
        """Return x times one third of the weight, cut into heads: (N, heads, T, E/heads)."""
        rows = slice(part * self.embed_dim, (part + 1) * self.embed_dim)
        bias = None if self.in_proj_bias is None else self.in_proj_bias[rows]
        projected = ops.linear(x, self.in_proj_weight[rows], bias)
        size = self.embed_dim // self.num_heads
        return projected.reshape(*x.shape[:2], self.num_heads, size).transpose(1, 2)

    def _mask(self, query: Tensor, key: Tensor, padding: Any, mask: Any, is_causal: bool) -> Any:
        """Return one mask of all that must not be looked at, or None."""
        length, keys = query.shape[1], key.shape[1]
        if mask is not None:
            mask = as_mask(mask, query)
            if mask.shape != (length, keys):
                raise ShapeError(
                    "layers.mask_shape", name="attn_mask", shape=mask.shape, wanted=(length, keys)
                )
        if is_causal:
            mask = _joined(mask, as_mask(causal_mask(length, keys), query))
        if padding is None:
            return mask
        padding, wanted = as_mask(padding, query), (key.shape[0], keys)
        if padding.shape != wanted:
            raise ShapeError(
                "layers.mask_shape", name="key_padding_mask", shape=padding.shape, wanted=wanted
            )
        return _joined(mask, padding[:, None, None, :])

    def _check_shapes(self, query: Tensor, key: Tensor, value: Tensor) -> None:
        fits = all(x.ndim == 3 and x.shape[2] == self.embed_dim for x in (query, key, value))
        if not fits or key.shape != value.shape or query.shape[0] != key.shape[0]:
            raise ShapeError(
                "layers.attention_shapes",
                size=self.embed_dim, q=query.shape, k=key.shape, v=value.shape,
            )  # fmt: skip

    def multiply_adds(self, inputs: tuple[Any, ...], result: Any) -> int:
        """Return (T + 2S) E² for query, key and value, 2 T S E for the weights and their use."""
        query, key = (*inputs, None)[:2]
        (count, length, size), keys = query.shape, (query if key is None else key).shape[1]
        return int(count * size * ((length + 2 * keys) * size + 2 * length * keys))

    def extra_repr(self) -> str:
        """Return the sizes."""
        return f"{self.embed_dim}, {self.num_heads}"
