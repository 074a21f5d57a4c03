"""Warnings of callbacks: something went wrong beside the training, which goes on."""

from __future__ import annotations

import warnings

from tinygrad_fa.language import text


class CallbackWarning(UserWarning):
    """A callback cannot do its work just now; nothing of the training is lost."""


class WarnOnce:
    """Warns the first time it is called: a training of 500 epochs should not say it 500 times."""

    def __init__(self) -> None:
        self.warned = False

    def __call__(self, key: str, **values: object) -> None:
        """Show the text ``key``, filled with `values`, unless something was shown before."""
        if not self.warned:
            self.warned = True
            warnings.warn(text(key, **values), CallbackWarning, stacklevel=3)
