"""The page of the class: how the points are spread, what was hardest, and what went wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import mean, median

from tinygrad_fa.homework.records import Texts, Verdict
from tinygrad_fa.homework.reports.cleaning import file_name
from tinygrad_fa.homework.reports.pages import code, isolated, page, plain, prose, track
from tinygrad_fa.homework.reports.results import TO_A_HUNDREDTH, Results, Row, number
from tinygrad_fa.homework.reports.words import digits, out_of, said, word
from tinygrad_fa.homework.similarity import Pair

Misconceptions = Mapping[str, Sequence[Texts]]
"""What each may be called, by ``question.item.name`` or by its name."""

BINS = 10
WIDTH, HEIGHT, FOOT, HEAD = 640, 180, 26, 20  # of the picture of the distribution, in pixels
MOST = 12  # misconceptions and pairs that are listed
BAR = "#0072B2"
_OF_NUMBERS = {"", "worth", "answers", "followed", "alike"}  # columns whose heads stand at the end


def class_page(
    results: Results, lang: str, pairs: Sequence[Pair], misconceptions: Misconceptions
) -> str:
    """Return the page of the class as HTML.

    Args:
        results: the class.
        lang: ``"fa"`` or ``"en"``.
        pairs: similar submissions.
        misconceptions: what each may be called.
    """
    title = word("class_title", lang, title=said(results.titles, lang) or results.homework)
    parts = [f"<h1>{plain(title)}</h1>"]
    if results.handed_in:
        parts += [
            _numbers(results, lang),
            _section("distribution", _distribution(results, lang), lang),
            _section("hardest", _hardest(results, lang), lang),
            _section("commonest", _commonest(results, misconceptions, lang), lang),
        ]
    parts += [
        _section("by_hand_list", _by_hand(results, lang), lang),
        _section("look_at", _look_at(results, lang), lang),
        _section("similar", _similar(results, pairs, lang), lang),
        _section("everybody", _everybody(results, lang), lang),
    ]
    return page(title, "\n".join(part for part in parts if part), lang)


def _section(name: str, content: str, lang: str) -> str:
    return (
        f"<section>\n<h2>{plain(word(name, lang))}</h2>\n{content}\n</section>" if content else ""
    )


def _numbers(results: Results, lang: str) -> str:
    earned = [row.earned for row in results.handed_in]
    found = {
        "handed_in": out_of(len(earned), len(results.rows), lang),
        "mean": out_of(mean(earned), results.points, lang),
        "median": number(median(earned)),
        "full_marks": str(sum(_is_full(results, row) for row in results.handed_in)),
    }
    boxes = "".join(
        f"<div><b>{plain(digits(value, lang))}</b>{plain(word(name, lang))}</div>"
        for name, value in found.items()
    )
    return f'<div class="numbers">{boxes}</div>'


def _is_full(results: Results, row: Row) -> bool:
    """Return whether a student has all the points that a program can give."""
    open_points = sum(v.points for v in row.by_column.values() if v.state == "by_hand")
    return row.earned >= round(results.points - open_points, TO_A_HUNDREDTH)


def _distribution(results: Results, lang: str) -> str:
    """Return the histogram of the shares of the points, as SVG; it reads from left to right."""
    counts = [0] * BINS
    for row in results.handed_in:
        share = row.earned / results.points if results.points else 0.0
        counts[min(BINS - 1, max(0, int(share * BINS)))] += 1
    step, room = WIDTH / BINS, HEIGHT - FOOT - HEAD
    shapes = []
    for place, count in enumerate(counts):
        height = room * count / max(counts)
        left, top = place * step, HEIGHT - FOOT - height
        shapes.append(
            f'<rect x="{left + 4:.1f}" y="{top:.1f}" width="{step - 8:.1f}" height="{height:.1f}" '
            f'fill="{BAR}"/>'
        )
        low, high = 100 * place // BINS, 100 * (place + 1) // BINS
        shapes.append(_words(left + step / 2, HEIGHT - 8, f"{low}–{high}%", lang))
        if count:
            shapes.append(_words(left + step / 2, top - 5, str(count), lang))
    base = HEIGHT - FOOT
    shapes.append(f'<path d="M0 {base}H{WIDTH}" stroke="#5b6470" fill="none"/>')
    label = plain(word("distribution_label", lang))
    return (
        f'<figure><svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}">'
        f'{"".join(shapes)}</svg><figcaption lang="{lang}">{label}</figcaption></figure>'
    )


def _words(x: float, y: float, text: str, lang: str) -> str:
    shown = plain(digits(text, lang))
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="13" text-anchor="middle">{shown}</text>'


def _hardest(results: Results, lang: str) -> str:
    """Return the items with the share of their points that the class has earned, least first."""
    rows = []
    for column in results.columns:
        found = [row.by_column.get((column.question, column.item)) for row in results.handed_in]
        if not column.points or any(v is not None and v.state == "by_hand" for v in found):
            continue
        share = sum(v.earned for v in found if v) / (column.points * len(found))
        follows = sum(v is not None and v.state == "follows" for v in found)
        rows.append((share, column.name, follows))
    lines = [
        f'<tr><td>{code(name)}</td><td class="bar">{track(share)}</td>'
        f'<td class="number">{plain(digits(f"{100 * share:.0f}%", lang))}</td>'
        f'<td class="number">{plain(digits(str(follows), lang)) if follows else ""}</td></tr>'
        for share, name, follows in sorted(rows, key=lambda row: (row[0], row[1]))
    ]
    return _table(("item", "share_earned", "", "followed"), lines, lang)


def _commonest(results: Results, misconceptions: Misconceptions, lang: str) -> str:
    counted: Counter[tuple[str, str]] = Counter()
    for row in results.handed_in:
        for (question, item), verdict in row.by_column.items():
            if verdict.misconception:
                place = f"{question}.{item}"
                counted[place, _called(misconceptions, place, verdict, lang)] += 1
    if not counted:
        return f'<p class="hint">{plain(word("no_misconceptions", lang))}</p>'
    most = max(counted.values())
    lines = [
        f"<tr><td>{prose(name)}</td>"
        f'<td>{code(item)}</td><td class="bar">{track(count / most)}</td>'
        f'<td class="number">{plain(digits(str(count), lang))}</td></tr>'
        for (item, name), count in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    ][:MOST]
    return _table(("misconception", "item", "how_often", ""), lines, lang)


def _called(misconceptions: Misconceptions, place: str, verdict: Verdict, lang: str) -> str:
    """Return what a misconception is called: of several with one name the one that was told."""
    name = verdict.misconception
    known = misconceptions.get(f"{place}.{name}") or misconceptions.get(name) or ()
    called = [said(texts, lang) for texts in known]
    told = said(verdict.explanation, lang)
    return next((text for text in called if told.startswith(text)), next(iter(called), f"`{name}`"))


def _by_hand(results: Results, lang: str) -> str:
    waiting = Counter(
        f"{question}.{item}"
        for row in results.handed_in
        for (question, item), verdict in row.by_column.items()
        if verdict.state == "by_hand"
    )
    lines = [
        f'<tr><td>{code(name)}</td><td class="number">{plain(digits(str(count), lang))}</td></tr>'
        for name, count in sorted(waiting.items())
    ]
    return _table(("item", "answers"), lines, lang) if lines else ""


def _look_at(results: Results, lang: str) -> str:
    """Return what was refused or noted, student by student."""
    lines = []
    for row in results.handed_in:
        told = [row.verdict.refused] if row.verdict and row.verdict.refused else []
        told += row.verdict.notes if row.verdict else ()
        if told:
            sentences = "".join(f"<p>{prose(said(one, lang))}</p>" for one in told)
            lines.append(f"<tr><td>{_link(row, lang)}</td><td>{sentences}</td></tr>")
    return _table(("student", "told"), lines, lang) if lines else ""


def _similar(results: Results, pairs: Sequence[Pair], lang: str) -> str:
    if not pairs:
        return ""
    rows = {row.student: row for row in results.rows}
    lines = []
    for pair in pairs[:MOST]:
        links = [_link(rows[name], lang) for name in (pair.first, pair.second) if name in rows]
        share = word("same_file", lang) if pair.same_file else f"{100 * pair.share:.0f}%"
        both = " · ".join(links)
        number_cell = f'<td class="number">{plain(digits(share, lang))}</td>'
        lines.append(f"<tr><td>{both}</td>{number_cell}</tr>")
    if len(pairs) > MOST:
        more = word("and_more", lang, count=len(pairs) - MOST)
        lines.append(f"<tr><td>{plain(more)}</td><td></td></tr>")
    caution = f'<p class="hint">{plain(word("similar_caution", lang))}</p>'
    return caution + _table(("students", "alike"), lines, lang)


def _everybody(results: Results, lang: str) -> str:
    lines = []
    for row in results.rows:
        if row.verdict is None:
            points, share = word("nothing_handed_in", lang), 0.0
        else:
            points = out_of(row.earned, results.points, lang)
            share = row.earned / results.points if results.points else 0.0
        lines.append(
            f'<tr><td>{_link(row, lang)}</td><td class="bar">{track(share)}</td>'
            f'<td class="number">{plain(points)}</td></tr>'
        )
    return _table(("student", "result", "worth"), lines, lang)


def _link(row: Row, lang: str) -> str:
    """Return a student's name as a link to her page."""
    name = f"{isolated(row.name)} · {isolated(row.student)}" if row.name else isolated(row.student)
    return f'<a href="students/{plain(file_name(row.student))}.{lang}.html">{name}</a>'


def _table(heads: Sequence[str], lines: Sequence[str], lang: str) -> str:
    columns = "".join(
        f"<th{' class=number' if name in _OF_NUMBERS else ''}>"
        f"{plain(word(name, lang)) if name else ''}</th>"
        for name in heads
    )
    body = "\n".join(lines)
    return f'<div class="scroll"><table>\n<tr>{columns}</tr>\n{body}\n</table></div>'
