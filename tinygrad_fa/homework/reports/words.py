"""Sentences of the reports: what became of an item, a question, a submission."""

from __future__ import annotations

from tinygrad_fa import language
from tinygrad_fa.homework.records import Texts, Verdict
from tinygrad_fa.homework.reports.cleaning import one_line, visible
from tinygrad_fa.homework.reports.results import Row, number

SIGNS = {  # never colour alone
    "right": "✓", "follows": "↷", "wrong": "✗", "missing": "–", "failed": "⚠", "forbidden": "⊘",
    "by_hand": "✎",
}  # fmt: skip


def word(key: str, lang: str, /, **values: object) -> str:
    """Return a text of the reports."""
    return language.text(f"grade_reports.{key}", lang, **values)


def said(texts: Texts, lang: str) -> str:
    """Return the text in this language, else in the other one, else nothing."""
    found = texts.get(lang) or texts.get("en") or next(iter(texts.values()), "")
    return visible(str(found))


def state(verdict: Verdict, lang: str) -> str:
    """Return what became of an item in a few words; for one that failed, why."""
    if verdict.state == "failed":
        return word(f"failed_{verdict.cause}", lang)
    return word(verdict.state, lang)


def why(verdict: Verdict, lang: str) -> list[str]:
    """Return the sentences that explain a verdict to the student."""
    found = [said(verdict.explanation, lang)] if verdict.explanation else []
    if verdict.state == "wrong" and verdict.first_wrong not in ("", verdict.item):
        found.insert(0, word("first_wrong", lang, item=one_line(verdict.first_wrong, 80)))
    return found


def digits(text: str, lang: str) -> str:
    """Return numbers and signs as the language writes them."""
    return language.persian_digits(text).replace("%", "٪") if lang == "fa" else text


def out_of(earned: float, points: float, lang: str) -> str:
    """Return points and what there was to earn: 3 / 4 (in Persian a slash is a decimal sign)."""
    return word("out_of", lang, earned=number(earned), points=number(points))


def feedback(row: Row, lang: str) -> str:
    """Return the whole verdict in a line: for the platforms that take a comment with a grade."""
    if row.verdict is None:
        return word("nothing_handed_in", lang)
    if row.verdict.refused:
        return said(row.verdict.refused, lang)
    parts = []
    for question in row.verdict.questions:
        for verdict in question.verdicts:
            points = out_of(verdict.earned, verdict.points, lang)
            head = f"{SIGNS[verdict.state]} {question.question}.{verdict.item} {points}"
            more = " ".join(why(verdict, lang)) if verdict.state not in ("right", "by_hand") else ""
            parts.append(f"{head} {state(verdict, lang)}. {more}".strip())
    return " | ".join(one_line(part) for part in parts)
