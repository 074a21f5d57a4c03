"""Tables of numbers under their headings."""

from __future__ import annotations

from tinygrad_fa import language


def table(rows: list[list[str]]) -> str:
    """Return the rows as lines: the first column to the left, numbers to the right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    # A left-to-right mark parts Persian headings, or they would change places on the screen.
    gap = "\u200e  " if language.get_language() == "fa" else "  "
    lines = [
        gap.strip(" ")
        + gap.join(
            [
                f"{row[0]:<{widths[0]}}",
                *(f"{c:>{w}}" for c, w in zip(row[1:], widths[1:], strict=True)),
            ]
        )
        for row in rows
    ]
    return "\n".join([lines[0], "─" * (sum(widths) + 2 * (len(widths) - 1)), *lines[1:]])
