"""Runs attacks and writes down what came of them; as a program, for another user.

python hostile_run.py LETTER SECRET NAME…    prints JSON: name → function → [status, values, text]
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from attack import HONEST, Attack
from attacks_on_python import ATTACKS as ON_PYTHON
from attacks_on_the_line import ATTACKS as ON_THE_LINE
from attacks_on_the_machine import ATTACKS as ON_THE_MACHINE

ALL = {attack.name: attack for attack in (*ON_THE_LINE, *ON_PYTHON, *ON_THE_MACHINE)}
assert len(ALL) == len(ON_THE_LINE) + len(ON_PYTHON) + len(ON_THE_MACHINE)


def run(session, attack: Attack, secret: str) -> dict[str, list]:
    """Return what came of each function: status, values, and all text that came out."""
    from tinygrad_fa.homework.records import Call

    loaded = session.load({"submission.py": attack.text(secret)})
    text = [json.dumps(loaded.notes), json.dumps(loaded.errors), json.dumps(loaded.refused)]
    found = {"": ["loaded" if loaded.refused is None else "refused", None, " ".join(text)]}
    functions = ["honest_before", *attack.expected, "honest_after", "honest_before"]
    for number, function in enumerate(functions):
        arguments = {"x": 3.0} if function in HONEST else {}
        call = Call(f"{function} {number}", function, arguments, attack.seconds, attack.megabytes)
        reply = session.call(call)
        again = found.get(function)
        told = [reply.status, reply.values, reply.error + reply.output]
        if again is not None and again[:2] != told[:2]:
            told[0] = f"first {again[0]}, then {told[0]}"
        found[function] = told
    return found


def fits(found: list, expected: object) -> bool:
    """Whether a reply is what an attack may come to."""
    if isinstance(expected, str):
        return found[0] == expected
    assert isinstance(expected, tuple)
    if expected[0] == "ok" and len(expected) == 2 and expected[1] not in STATUSES:
        return found[:2] == list(expected)
    return any(fits(found, one) for one in expected)


STATUSES = ("ok", "missing", "error", "timeout", "memory", "died", "too_big", "not_plain")


def main(letter: str, secret: str, *names: str) -> None:
    from tinygrad_fa.homework.sandbox import Session, choose

    with Session(choose(letter)) as session:
        found = {}
        for name in names:
            begin = time.monotonic()
            found[name] = run(session, ALL[name], secret)
            found[name][""].append(round(time.monotonic() - begin, 2))
    json.dump(found, sys.stdout)
    if os.environ.get("SHOW"):
        for name, replies in found.items():
            bad = {
                f: r
                for f, r in replies.items()
                if f and not fits(r, {**HONEST, **ALL[name].expected}[f])
            }
            print(
                ("BAD " if bad else "ok  "), replies[""][-1], name, str(bad)[:1500], file=sys.stderr
            )


if __name__ == "__main__":
    main(*sys.argv[1:])
