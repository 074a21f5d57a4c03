"""The page of one student: what became of each item, where the first wrong link is, and a hint."""

from __future__ import annotations

from collections.abc import Callable

from tinygrad_fa.homework.records import QuestionVerdict, Verdict
from tinygrad_fa.homework.reports.cleaning import one_line
from tinygrad_fa.homework.reports.pages import code, isolated, page, plain, printed, prose, track
from tinygrad_fa.homework.reports.results import Results, Row, number
from tinygrad_fa.homework.reports.words import SIGNS, out_of, said, state, why, word


def student_page(
    results: Results,
    row: Row,
    lang: str,
    picture: Callable[[Row, str, str], str] = lambda row, question, lang: "",
) -> str:
    """Return the page of one student as HTML.

    Args:
        results: the class, of which only the homework is told here.
        row: the student.
        lang: ``"fa"`` or ``"en"``.
        picture: returns an SVG of ours for a question, or "".
    """
    title = said(results.titles, lang) or results.homework
    name = f"{isolated(row.name)} · " if row.name else ""
    parts = [f"<h1>{plain(title)}</h1>", f'<p class="who">{name}{isolated(row.student)}</p>']
    if row.verdict is None:
        parts.append(f'<div class="box">{plain(word("nothing_handed_in", lang))}</div>')
        return page(f"{title} – {one_line(row.student)}", "\n".join(parts), lang)
    parts.append(_total(results, row, lang))
    parts.append(f'<p class="who">{plain(word("file", lang))} {isolated(row.verdict.file)}</p>')
    if row.verdict.refused:
        parts.append(f'<div class="box">{prose(said(row.verdict.refused, lang))}</div>')
    if row.verdict.notes:
        notes = "".join(f"<li>{prose(said(note, lang))}</li>" for note in row.verdict.notes)
        head = plain(word("notes", lang))
        parts.append(f'<div class="notes"><strong>{head}</strong><ul>{notes}</ul></div>')
    for question in row.verdict.questions:
        svg = picture(row, question.question, lang)
        parts.append(_question(results, question, svg, lang))
    return page(f"{title} – {one_line(row.student)}", "\n".join(parts), lang)


def _total(results: Results, row: Row, lang: str) -> str:
    share = row.earned / results.points if results.points else 0.0
    by_hand = sum(v.points for v in row.by_column.values() if v.state == "by_hand")
    said_points = _points(row.earned, results.points, lang)
    total = f'<div class="total"><strong>{said_points}</strong>{track(share)}</div>'
    if by_hand:
        waiting = word("by_hand_open", lang, points=number(by_hand))
        total += f'\n<p class="hint">{plain(waiting)}</p>'
    return total


def _points(earned: float, points: float, lang: str) -> str:
    return plain(word("points", lang, earned=number(earned), points=number(points)))


def _question(results: Results, question: QuestionVerdict, svg: str, lang: str) -> str:
    earned = sum(verdict.earned for verdict in question.verdicts)
    points = sum(verdict.points for verdict in question.verdicts)
    own = said(results.titles_of_questions.get(question.question, {}), lang)
    head = f"{plain(own)} {code(question.question)}" if own else code(question.question)
    score = f'<span class="points">{_points(earned, points, lang)}</span>'
    columns = "".join(
        f"<th{' class=number' if name == 'worth' else ''}>{plain(word(name, lang))}</th>"
        for name in ("item", "result", "worth")
    )
    lines = "\n".join(_line(verdict, lang) for verdict in question.verdicts)
    parts = [
        f"<section>\n<h2>{score}{head}</h2>",
        f'<div class="scroll"><table class="items">\n<tr>{columns}</tr>\n{lines}\n</table></div>',
    ]
    if svg:
        caption = f'<figcaption lang="{lang}">{plain(word("picture", lang))}</figcaption>'
        parts.append(f"<figure>{svg[svg.index('<svg') :]}{caption}</figure>")
    if question.error:
        parts.append(f"<p>{plain(word('error', lang))}</p>{printed(question.error)}")
    if question.output.strip():
        written = all(verdict.state == "by_hand" for verdict in question.verdicts)
        told = f"<summary>{plain(word('answer' if written else 'output', lang))}</summary>"
        parts.append(f"<details>{told}{printed(question.output)}</details>")
    return "\n".join([*parts, "</section>"])


def _line(verdict: Verdict, lang: str) -> str:
    said_state = f"{SIGNS[verdict.state]} {plain(state(verdict, lang))}"
    chip = f'<span class="state {verdict.state}">{said_state}</span>'
    reasons = "".join(f"<p>{prose(sentence)}</p>" for sentence in why(verdict, lang))
    points = out_of(verdict.earned, verdict.points, lang)
    return (
        f"<tr><td>{code(verdict.item)}</td><td>{chip}{reasons}</td>"
        f'<td class="number">{plain(points)}</td></tr>'
    )
