"""Every example is drawn as it was when somebody looked at it, and always in the same way.

After a change of the looks: ``python tests/draw/examples.py`` writes the pictures anew.  Look at
each of them before they are committed.
"""

import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

DATA = Path(__file__).parent.parent / "data" / "draw"
ROOT = Path(__file__).parent.parent.parent


def test_the_pictures_are_those_that_were_looked_at(examples):
    for function, lang in examples.GOLDEN:
        golden = (DATA / f"{function.__name__}_{lang}.svg").read_text("utf-8")
        drawn = examples.normalised(function().in_language(lang).svg)
        assert drawn == golden, f"{function.__name__}, {lang}"


def test_no_golden_picture_is_left_over(examples):
    known = {f"{function.__name__}_{lang}.svg" for function, lang in examples.GOLDEN}
    assert {path.name for path in DATA.glob("*.svg")} == known


def test_another_process_draws_the_same(examples, tmp_path):
    names = ["paths_meet", "relu_net_open", "transformer_open", "many_blocks"]
    program = (
        "import sys, runpy\n"
        "examples = runpy.run_path(sys.argv[1])\n"
        f"for name in {names}:\n"
        "    sys.stdout.write(examples[name]().svg)\n"
    )
    told = []
    for seed in ("1", "2"):  # the order of sets must not matter
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8",
                       "PYTHONPATH": str(ROOT)}  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-c", program, str(Path(__file__).with_name("examples.py"))],
            env=environment, capture_output=True, encoding="utf-8", check=True,
        )  # fmt: skip
        told.append(done.stdout)
    assert told[0] == told[1] and told[0].count("<svg") == len(names)
    assert told[0] == "".join(getattr(examples, name)().svg for name in names)


def test_every_example_is_sound(examples, example):
    for lang in ("en", "fa"):
        picture = getattr(examples, example)().in_language(lang)
        root = ElementTree.fromstring(picture.svg)
        words = list(root.iter("{http://www.w3.org/2000/svg}text"))
        for element in words:
            text = "".join(element.itertext())
            assert not re.search(r"\d-\d|(?<![\w(,])-\d|nan|inf", text), text  # −, NaN, ∞
            assert re.search("[\u0600-\u06ff]", text) is None or lang == "fa", text
        wires = {e.get("data-wire") for e in root.iter() if e.get("data-wire")}
        assert {f"{w.target}-{w.port}" for w in picture.graph.wires} <= wires
        assert picture.text.strip()
