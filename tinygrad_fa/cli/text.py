"""``tinygrad-fa train --data hafez``: a net that learns to go on with a text, letter by letter."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any

from tinygrad_fa import language

if TYPE_CHECKING:
    from tinygrad_fa.data import Dataset
    from tinygrad_fa.models import CharacterModel
    from tinygrad_fa.solver import Solver

LENGTH = 64  # letters per training sample
RECIPE: dict[str, Any] = {
    "type": "Adam",
    "base_lr": 0.003,
    "lr_policy": "poly",
    "power": 1.0,
    "clip_gradients": 5.0,
}


def train_on_text(
    text: Dataset,
    epochs: int | None,
    batch_size: int,
    seed: int,
    dtype: str,
    given: dict[str, Any],
) -> tuple[Solver, CharacterModel]:
    """Train a `CharacterModel`, print its loss beside the entropy of the letters, and a sample.

    Args:
        epochs: how often the text is read; 5 times unless said.
        given: the settings of the Solver that were said on the command line.
    """
    from tinygrad_fa import backend
    from tinygrad_fa.data import Batches
    from tinygrad_fa.layers import CrossEntropyLoss
    from tinygrad_fa.models import CharacterModel
    from tinygrad_fa.randomness import manual_seed
    from tinygrad_fa.solver import Solver

    letters = sorted(set(text.text))
    number_of = {letter: number for number, letter in enumerate(letters)}
    numbers = backend.chosen().asarray([number_of[letter] for letter in text.text])
    count = (len(numbers) - 1) // LENGTH
    inputs, following = (
        numbers[start : start + count * LENGTH].reshape(count, LENGTH) for start in (0, 1)
    )
    manual_seed(seed)
    net = CharacterModel(len(letters)).to(dtype)
    batches = Batches((inputs, following), batch_size, seed=seed)
    cross_entropy = CrossEntropyLoss()

    def loss(scores: Any, letters_after: Any) -> Any:
        return cross_entropy(scores, letters_after.data.reshape(-1))

    updates = (5 if epochs is None else epochs) * len(batches)
    settings = {**RECIPE, "max_iter": updates, **given}
    solver = Solver(net, loss=loss, train=batches, random_seed=seed, **settings)
    solver.solve()
    last = solver.history.loss[-len(batches) :]
    print(
        language.text(
            "cli.text_result",
            None,
            loss=f"{sum(last) / max(len(last), 1):.3f}",
            entropy=f"{entropy_of_letters(text.text):.3f}",
        )
    )
    first = number_of.get("ا", 0)
    print("".join(letters[number] for number in net.sample(first, 300)))
    return solver, net


def entropy_of_letters(text: str) -> float:
    """Return −Σ p ln p over the letters: the loss of guessing by their frequencies alone."""
    shares = [count / len(text) for count in Counter(text).values()]
    return -sum(share * math.log(share) for share in shares)
