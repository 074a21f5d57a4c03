"""Similar submissions: fingerprints of the structure of code, and pairs a teacher may look at.

A flag is no judgement and never changes a score.  Names, numbers, texts, comments and the order
of the functions do not count, so that renaming hides nothing; what most of the class writes, and
what the homework itself brings along, does not count either, since a formula sheet has one form.

The fingerprints are those of winnowing: of every `WINDOW` hashes in a row the smallest is kept,
so that any run of code as long as that leaves a trace (Schleimer, Wilkerson and Aiken, Winnowing:
local algorithms for document fingerprinting, SIGMOD 2003).
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import combinations

GRAM = 12  # symbols that make one hash
WINDOW = 6  # hashes of which one is kept
AT_MOST = 2000  # fingerprints of one submission
COMMON = 0.25  # of the class: what more than this share has written is common ground
ENOUGH = 8  # shared fingerprints below which nothing is said
ALIKE = 0.6  # share of the smaller one's own code that must be found in the other one


@dataclass(frozen=True)
class Pair:
    """Two submissions with much code of their own in common.

    Attributes:
        first: the id of one student.
        second: the id of the other one.
        share: how much of the own code of the shorter one stands in the other one, 0 to 1.
        same_file: whether they have handed in the very same bytes.
    """

    first: str
    second: str
    share: float
    same_file: bool = False


def fingerprint(source: str) -> tuple[int, ...]:
    """Return the fingerprints of Python code, sorted; none if it cannot be read."""
    try:
        tree = ast.parse(source)
        symbols = list(_symbols(tree))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    hashes = [
        int.from_bytes(
            blake2b("\0".join(symbols[i : i + GRAM]).encode(), digest_size=6).digest(), "big"
        )
        for i in range(len(symbols) - GRAM + 1)
    ]
    windows = (hashes[i : i + WINDOW] for i in range(max(1, len(hashes) - WINDOW + 1)))
    return tuple(sorted({min(window) for window in windows if window})[:AT_MOST])


def _symbols(tree: ast.AST) -> Iterator[str]:
    """Yield the kinds of the nodes in the order of the text; names and numbers are all alike."""
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, (ast.expr_context, ast.alias)):
            continue
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue  # a docstring
        if isinstance(child, ast.Attribute):
            yield f"Attribute {child.attr}"
        else:
            yield type(child).__name__
        yield from _symbols(child)


def similar_pairs(
    fingerprints: Mapping[str, Sequence[int]],
    digests: Mapping[str, str],
    given: Iterable[int] = (),
) -> list[Pair]:
    """Return the pairs that have much in common which few others have, the most alike first.

    Args:
        fingerprints: of each student's submission.
        digests: of each student's file.
        given: the fingerprints of what the homework itself brings along and of its solution.
    """
    written_by = Counter(mark for marks in fingerprints.values() for mark in set(marks))
    many = max(2.0, COMMON * len(fingerprints))
    common = set(given) | {mark for mark, count in written_by.items() if count > many}
    handed_in = Counter(digests.values())  # the untouched starter comes from many
    own = {student: set(marks) - common for student, marks in fingerprints.items()}
    found = []
    for one, other in combinations(sorted(own), 2):
        shared = len(own[one] & own[other])
        shorter = min(len(own[one]), len(own[other]))
        share = shared / shorter if shorter else 0.0
        same = digests[one] == digests[other] and handed_in[digests[one]] <= many
        if same or (shared >= ENOUGH and share >= ALIKE):
            found.append(Pair(one, other, 1.0 if same else share, same))
    return sorted(found, key=lambda pair: (-pair.share, pair.first, pair.second))
