"""What an attack is, and what it may come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

# Stands in front of every attack: one honest function before, and how to try forbidden things.
OPENING = '''
def honest_before(x):
    return x * 2.0

def succeeded(**attempts):
    """Return the names of the attempts that did not fail."""
    worked = []
    for name, attempt in attempts.items():
        try:
            attempt()
        except Exception:
            continue
        worked.append(name)
    return sorted(worked)
'''
CLOSING = """
def honest_after(x):
    total = 0.0
    for part in (x, x):
        total += part
    return {"total": total, "list": [total, len([1, 2, 3])]}
"""
HONEST = {
    "honest_before": ("ok", 6.0),
    "honest_after": ("ok", {"total": 6.0, "list": [6.0, 3]}),
}
NOTHING = ("ok", [])  # of what was attempted, nothing worked


@dataclass(frozen=True)
class Attack:
    """One hostile submission.

    Attributes:
        name: what it tries.
        source: Python code between the honest functions; ``SECRET`` stands for the path of a file
            that everybody may read and that holds what must not come out.
        expected: function → a reply's status, several possible ones, or status and values.
        cells: the code is put into a cell of its own, between those of the honest functions.
        slow: whether it waits for time to run out.
    """

    name: str
    source: str
    expected: Mapping[str, object] = field(default_factory=dict)
    slow: bool = False
    seconds: float = 1.0
    megabytes: int = 1500

    def text(self, secret: str) -> bytes:
        """Return the whole submission."""
        cells = (OPENING, self.source.replace("SECRET", repr(secret)), CLOSING)
        return "\n# %%\n".join(cells).encode()
