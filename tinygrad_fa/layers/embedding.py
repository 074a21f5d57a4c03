"""Embedding: a trained vector for each word, letter or other thing that has a number."""

from __future__ import annotations

from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.engine import ops
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import IndexRangeError, SettingError
from tinygrad_fa.layers import initialisers
from tinygrad_fa.layers.layer import Layer
from tinygrad_fa.layers.settings import whole_number


class Embedding(Layer):
    """Each whole number is looked up in a table of vectors, which are trained.

    It is the linear layer of a one-hot vector, without the multiplications by 0.  Shapes: x (…) of
    whole numbers 0 … num_embeddings − 1 → (…, embedding_dim); weight (num_embeddings,
    embedding_dim), drawn from N(0, 1), as in torch.

    Args:
        num_embeddings: how many vectors there are, the size of the vocabulary.
        embedding_dim: how long each one is.
        padding_idx: a number that only fills up; its vector starts at 0 and is not trained.

    Raises:
        SettingError: for sizes below 1, or a padding_idx outside the vocabulary.
        DTypeError, IndexRangeError: (when called) for what is no whole number, or is not in the
            vocabulary.
    """

    def __init__(
        self, num_embeddings: int, embedding_dim: int, padding_idx: int | None = None
    ) -> None:
        self.num_embeddings = whole_number("num_embeddings", num_embeddings)
        self.embedding_dim = whole_number("embedding_dim", embedding_dim)
        self.padding_idx = padding_idx
        shape = (self.num_embeddings, self.embedding_dim)
        numbers = backend.chosen().empty(shape, backend.default_dtype)
        self.weight = initialisers.normal_(Tensor(numbers, requires_grad=True))
        if padding_idx is not None:
            self.padding_idx = whole_number("padding_idx", padding_idx, least=0)
            if self.padding_idx >= self.num_embeddings:
                raise SettingError(
                    "layers.padding_idx", value=padding_idx, count=self.num_embeddings
                )
            start = self.weight.data.copy()
            start[self.padding_idx] = 0
            self.weight.replace_data(start)

    def forward(self, x: Any) -> Any:
        """Return the vectors of the numbers x: an array, a list, or a Tensor."""
        try:
            index = ops.selection.whole_numbers(x, self.weight)
            vectors = ops.embedding(index, self.weight)
        except IndexRangeError as error:
            found = error.values["found"]
            raise IndexRangeError(
                "layers.vocabulary", found=found, count=self.num_embeddings
            ) from None
        if self.padding_idx is None:
            return vectors
        fills_up = (index == self.padding_idx)[..., None]
        return ops.where(fills_up, vectors.detach(), vectors)

    def extra_repr(self) -> str:
        """Return the sizes, and the padding if there is one."""
        padding = "" if self.padding_idx is None else f", padding_idx={self.padding_idx}"
        return f"{self.num_embeddings}, {self.embedding_dim}{padding}"
