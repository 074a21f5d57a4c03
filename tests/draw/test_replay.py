"""`replay`: its steps tell what the engine did, and its page is safe and complete."""

import base64
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tinygrad_fa as tg
from tinygrad_fa import language
from tinygrad_fa.draw import Replay, draw, replay
from tinygrad_fa.draw.graph import graph_of
from tinygrad_fa.draw.numerals import gradient_wire_text, number_text, value_wire_text
from tinygrad_fa.draw.page import DARK
from tinygrad_fa.draw.replay_steps import steps
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.engine.value import Value
from tinygrad_fa.language.errors import FileError, GraphError

SVG = "{http://www.w3.org/2000/svg}"


def random_formula(seed, count):
    """Return the result of random ops, and all its nodes."""
    dice = np.random.default_rng(seed)
    nodes = [Value(float(x), f"x{i}") for i, x in enumerate(dice.uniform(-2, 2, 3))]
    for _ in range(count):
        x, y = nodes[dice.integers(len(nodes))], nodes[dice.integers(len(nodes))]
        ways = (x + y, x * y, x - y, x.tanh(), x * 0.5, -x, x.sigmoid(), 1 - x, x * x)
        nodes.append(ways[dice.integers(len(ways))])
    result = nodes[-1] + nodes[0] * nodes[-1]
    result.backward()
    return result


@pytest.fixture
def classifier():
    """The loss of a small net, after its backward pass."""
    tg.manual_seed(0)
    net = tg.Net(
        tg.Linear(4, 6),
        tg.Residual(tg.Sequential(tg.Linear(6, 6), tg.ReLU(), tg.Linear(6, 6))),
        tg.Linear(6, 3),
    )
    loss = tg.CrossEntropyLoss()(net(Tensor(np.ones((5, 4)))), np.array([0, 1, 2, 0, 1]))
    loss.backward(retain_graph=True)
    return loss, net


# The steps


def check_steps(graph):
    """Follow the steps with a pencil: they must lead to the gradients of the graph."""
    told = steps(graph)
    assert told[0].kind == "start" and told[-1].kind == "end"
    computed = {i for i, node in enumerate(graph.nodes) if node.is_leaf or node.is_cut}
    received, handed_on, wires = {}, set(), []
    for step in told[1:-1]:
        if step.kind == "forward":
            assert {wire.source for wire in graph.nodes[step.node].inputs} <= computed
            computed.add(step.node)
        elif step.kind == "seed":
            received[step.node] = graph.result.gradient
        elif step.kind == "backward":
            wire = step.wire
            assert wire.source not in handed_on  # its gradient is still growing
            assert np.allclose(received[wire.target], graph.nodes[wire.target].gradient)
            handed_on.add(wire.target)
            before = received.get(wire.source)
            received[wire.source] = wire.share if before is None else before + wire.share
            wires.append((wire.target, wire.port))
            if wire.local is not None:
                assert np.isclose(wire.share, received[wire.target] * wire.local)
    assert computed == set(range(len(graph.nodes)))
    assert len(set(wires)) == len(wires)
    assert set(wires) == {(w.target, w.port) for w in graph.wires if w.share is not None}
    for place, node in enumerate(graph.nodes):
        if node.gradient is not None:
            assert np.allclose(received[place], node.gradient)
    return told


@settings(max_examples=60)
@given(st.integers(0, 10_000), st.integers(1, 14))
def test_the_steps_lead_to_the_gradients_of_the_engine(seed, count):
    result = random_formula(seed, count)
    graph = graph_of(result)
    check_steps(graph)
    leaves = {node.name: node.gradient for node in graph.nodes if node.is_leaf}
    engine = {}
    waiting = [result]
    while waiting:
        node = waiting.pop()
        engine |= {} if node.op else {"x" + "₀₁₂"[int(node.name[1])]: node.grad}
        waiting += [x for x in node.inputs if isinstance(x, Value)] if node.op else []
    assert leaves == pytest.approx(engine)


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.integers(1, 10))
def test_the_page_says_the_numbers_of_the_picture(seed, count):
    picture = draw(random_formula(seed, count))
    check_page_against_picture(Replay(picture))


def check_page_against_picture(page):
    """Compare the keys and the texts of the steps with the picture that the page holds."""
    graph, labels = page.picture.graph, {}
    for element in ElementTree.fromstring(page.picture.svg).iter():
        node, wire = element.get("data-node"), element.get("data-wire")
        if node is None and wire is None:
            continue
        what = element.get("data-label") or element.get("data-way") or element.get("data-mark")
        key = f"n{node}" if node is not None else f"w{wire}"
        labels[f"{key}:{what or 'shape'}"] = "".join(element.itertext())
    shown = [key for step in page.steps for key in step.shows]
    # Whatever says a result of a pass waits for the step that computes it.
    leaves = {
        f"n{i}:value" for i, n in enumerate(page.picture.graph.nodes) if n.is_leaf or n.is_cut
    }
    late = {
        key
        for key in labels
        if key.partition(":")[2] in ("value", "gradient", "share", "forward", "backward")
        or (key.endswith(":norm") and graph.ran_backward)
    }
    assert late - leaves <= set(shown)
    assert not leaves & set(shown)
    for step in page.steps:
        # "result" stands beside results only, shares only where paths part.
        missing = {key for key in step.shows if key not in labels}
        missing -= {f"n{i}:gradient" for i, n in enumerate(graph.nodes) if n.gradient is None}
        assert all(re.search(r"result|share|local|out|n\d+:value", key) for key in missing)
    texts = {}
    for step in page.steps:
        texts |= step.texts
        assert set(step.texts) <= set(labels)
    for key, text in texts.items():
        assert labels[key] == text  # the last sum is the one in the picture


def test_the_course_example_word_for_word(textbook):
    textbook.backward()
    told = steps(graph_of(textbook))
    kinds = [step.kind for step in told]
    assert kinds == ["start", "forward", "forward", "seed", *["backward"] * 4, "end"]
    formulas = [" ".join(term.text for term in step.terms) for step in told]
    assert formulas == [
        "", "−2 + 5 = 3", "f = 3·(−4) = −12", "∂f/∂f = 1",
        "1 × (−4) = −4", "1 × 3 = 3", "−4 × 1 = −4", "−4 × 1 = −4", "−4 −4 3",
    ]  # fmt: skip
    plain = [re.sub("[\u2066-\u2069]", "", step.sentences["en"]) for step in told]
    assert plain[4] == (
        "Back through × (f) to x + y: upstream gradient × local derivative = contribution."
    )
    roles = [term.role for term in told[4].terms if term.role]
    assert roles == ["upstream", "local", "share"]
    assert all(re.search("[آ-ی]", step.sentences["fa"]) for step in told)


@pytest.mark.parametrize("name", ["a", "الف"])
def test_a_sign_and_the_name_in_brackets_keep_their_places(name):
    z = Value(1.0, name="z")
    a = -z
    a.name = name
    f = a.exp()
    f.backward()
    told = [step.sentences["fa"] for step in steps(graph_of(f))]
    # The whole runs from left to right, the name as its letters do, wherever the sentence runs.
    worker = f"\u2068\u2066×−1 (\u2068{name}\u2069)\u2069\u2069"
    assert sum(worker in sentence for sentence in told) == 2


def test_where_paths_meet_the_sum_grows(shared):
    shared.backward()  # b = a + a, f = b + b
    told = [step for step in steps(graph_of(shared)) if step.kind == "backward"]
    assert [step.texts for step in told] == [
        {"n1:gradient": "Σ = 1"}, {"n1:gradient": "Σ = 2"},
        {"n0:gradient": "Σ = 2"}, {"n0:gradient": "Σ = 4"},
    ]  # fmt: skip
    assert [term.text for term in told[3].terms] == [*"2×1=2", ";", *"2+2=4"]
    assert "Paths meet" in told[3].sentences["en"] and "Other paths" in told[2].sentences["en"]


def test_norms_are_not_added(classifier):
    loss, net = classifier
    graph = draw(loss, net=net).graph
    told = check_steps(graph)
    sums = [step for step in told if any(term.role == "sum" for term in step.terms)]
    assert sums
    for step in sums:
        assert "‖" in step.terms[-1].text and "+" not in [term.text for term in step.terms]


def test_a_net_is_played_layer_by_layer(classifier):
    loss, net = classifier
    page = replay(loss, net=net)
    check_page_against_picture(page)
    forward = [step for step in page.steps if step.kind == "forward"]
    layers = [step for step in forward if page.picture.graph.nodes[step.node].layer]
    assert len(layers) >= 3
    assert layers[0].terms[-1].role == "shape_out" and layers[0].terms[-1].text == "(5, 6)"
    learned = [step for step in page.steps if step.kind == "parameters"]
    assert len(learned) == 4  # the Linear layers
    norm = sum(float((p.grad.data**2).sum()) for p in list(net.parameters())[:2]) ** 0.5
    assert learned[-1].terms[-1].text == f"‖{number_text(norm)}‖"


@pytest.mark.parametrize(
    "settings",
    [{"depth": 1}, {"depth": 3}, {"expand": ["0"]}, {"fold": False}, {"neuron": ("0", 2)}],
)
def test_whatever_is_folded_or_opened(settings, classifier):
    loss, net = classifier
    page = replay(loss, net=net, **settings)
    told = check_steps(page.picture.graph)
    (seed,) = [step for step in told if step.kind == "seed"]
    assert ("comes after" in seed.sentences["en"]) == ("neuron" in settings)
    check_page_against_picture(page)


def test_every_example_is_played(examples, example):
    for lang in ("en", "fa"):
        page = Replay(getattr(examples, example)().in_language(lang))
        check_steps(page.picture.graph)
        check_page_against_picture(page)
        assert f'<html lang="{lang}"' in page.html
        colours = set(re.findall(r"#[0-9A-Fa-f]{6}", page.picture.svg))
        assert colours <= set(DARK)


@pytest.mark.parametrize("branches", [0, 1])
def test_a_graph_that_was_cut(branches):
    x = y = Value(0.5, "x")
    for _ in range(400):
        y = (y * (x if branches else 1.01)).tanh() + y * 0.1
    y.backward()
    page = replay(y)
    graph = page.picture.graph
    assert graph.hidden
    check_steps(graph)
    check_page_against_picture(page)
    for step in page.steps:
        if step.wire and graph.nodes[step.wire.source].gradient is None:
            assert "Other paths" in step.sentences["en"] and not step.texts


def test_a_net_alone_has_no_backward_pass(classifier):
    _, net = classifier
    wired = replay(net)
    assert {step.kind for step in wired.steps} == {"start", "forward", "end"}
    check_page_against_picture(wired)
    page = replay(net, Tensor(np.ones((2, 4))))
    assert {step.kind for step in page.steps} == {"start", "forward", "end"}
    assert "loss" in page.steps[-1].sentences["en"]


def test_tensors_show_shapes_and_short_arrays():
    w = Tensor([1.0, 2.0], requires_grad=True, name="w")
    loss = (w * w).sum()
    loss.backward(retain_graph=True)
    told = check_steps(graph_of(loss))
    square = next(step for step in told if step.kind == "forward")
    assert [term.text for term in square.terms] == ["(2,), (2,)", "→", "(2,)"]
    last = [step for step in told if step.kind == "backward"][-1]
    assert [term.text for term in last.terms][-5:] == ["[1, 2]", "+", "[1, 2]", "=", "[2, 4]"]
    assert value_wire_text(loss.data) == "5" and gradient_wire_text(w.grad.data) == "[2, 4]"


def test_before_backward_only_the_forward_pass_is_played(textbook):
    page = replay(textbook)
    assert [step.kind for step in page.steps] == ["start", "forward", "forward", "end"]
    assert "backward()" in page.steps[-1].sentences["en"]
    assert "\u2066backward()\u2069" in page.steps[-1].sentences["fa"]


def test_values_that_are_no_numbers_are_played_too():
    x = Value(float("inf"), "x")
    f = x * 0.0 + x
    f.backward()
    page = replay(f)
    assert "NaN" in page.html and "∞" in page.html


def test_names_come_from_the_caller():
    weight, bias = Value(2.0), Value(1.0)
    out = weight * bias
    out.backward()
    assert {node.name for node in replay(out).picture.graph.nodes} == {"weight", "bias", "out"}


def test_refusals(tmp_path, textbook):
    with pytest.raises(GraphError):
        replay([1, 2])
    for wrong in ("f.svg", "f"):
        with pytest.raises(FileError) as caught:
            replay(textbook).save(tmp_path / wrong)
        assert caught.value.key == "replay.only_html"
    with pytest.raises(FileError) as caught:
        replay(textbook).save(tmp_path / "missing" / "f.html")
    assert caught.value.key == "files.no_folder"


# The page


class Page(HTMLParser):
    """What a browser would make of a page: elements with their attributes, and scripts."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.scripts, self.stack = [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.stack.append(tag)
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag):
        while self.stack and self.stack.pop() != tag:
            pass

    def handle_data(self, data):
        if self.stack and self.stack[-1] == "script":
            self.scripts[-1] += data


def test_the_page_needs_nothing_from_outside(neuron):
    neuron.backward()
    html = replay(neuron).html
    assert not re.search(r"""(?:src|href|url|import|fetch)\s*[=(]\s*["']?(?!data:)[\w/]""", html)
    assert set(re.findall(r"https?://[^\s\"'<]+", html)) == {"http://www.w3.org/2000/svg"}
    policy = next(a for t, a in Page(html).elements if a.get("http-equiv"))["content"]
    assert "default-src 'none'" in policy
    assert len(html) < 150_000


EVIL = [
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "]]><!--",
    "</title></style></svg><b>",
    "\u202e\u2028\x00'`${alert(1)}",
    "&lt;script&gt;",
]


@pytest.mark.parametrize("evil", EVIL)
def test_nothing_in_a_name_becomes_part_of_the_page(evil):
    x, y = Value(2.0, evil), Value(3.0, "y")
    f = x * y
    f.name = evil
    f.backward()
    page = replay(f, title=evil)
    plain = Page(replay((Value(2.0, "x") * y), title="t").html)
    shown = Page(page.html)
    assert [t for t, _ in shown.elements if t in ("script", "style", "title")] == [
        "script" if t == "script" else t for t, _ in plain.elements
        if t in ("script", "style", "title")
    ]  # fmt: skip
    assert not {"img", "b"} & {tag for tag, _ in shown.elements}
    assert not [name for _, attrs in shown.elements for name in attrs if name.startswith("on")]
    assert len(shown.scripts) == 2 and shown.scripts[1] == plain.scripts[1]
    json.loads(shown.scripts[0])
    bundle = page._repr_mimebundle_()["text/html"]
    frame = Page(bundle)
    assert [tag for tag, _ in frame.elements] == ["style", "iframe", "img"]
    assert frame.elements[1][1]["srcdoc"] == page.html
    assert frame.elements[1][1]["sandbox"] == "allow-scripts"


def test_the_page_has_the_finished_picture_in_both_languages(textbook):
    textbook.backward()
    page = replay(textbook, lang="fa", title="قاعدهٔ زنجیره‌ای")
    elements = Page(page.html).elements
    figures = [attrs for tag, attrs in elements if tag == "figure"]
    assert [(a["lang"], "hidden" in a) for a in figures] == [("fa", False), ("en", True)]
    assert ("html", {"lang": "fa", "dir": "rtl"}) in elements
    english = page.picture.in_language("en")
    assert "value (forward pass)" in english.svg and english.text in str(draw(textbook, lang="en"))
    story = json.loads(Page(page.html).scripts[0])
    assert set(story["words"]) == {"fa", "en"}
    assert all(set(step["sentences"]) == {"fa", "en"} for step in story["steps"])
    assert story["words"]["fa"]["role_upstream"] == "گرادیان بالادست"
    roles = {role for step in story["steps"] for _, role, _ in step["terms"] if role}
    assert {f"role_{role}" for role in roles} <= set(story["words"]["en"])


def test_who_uses_no_mouse_and_no_eyes(textbook):
    textbook.backward()
    elements = Page(replay(textbook).html).elements
    by_part = {attrs["data-part"]: (tag, attrs) for tag, attrs in elements if "data-part" in attrs}
    assert all(by_part[name][0] == "button" for name in ("first", "back", "play", "next", "last"))
    assert by_part["slider"][1]["type"] == "range"
    assert by_part["said"][1]["aria-live"] == "polite"
    html = replay(textbook).html
    for wanted in ("aria-label", "aria-valuetext", "prefers-reduced-motion", ":focus-visible",
                   "prefers-color-scheme: dark", "ArrowRight", "Home", "End"):  # fmt: skip
        assert wanted in html


def test_every_colour_of_a_picture_has_a_dark_one(textbook, shared, classifier):
    shared.backward()
    loss, net = classifier
    pictures = [draw(textbook), draw(shared, title="t"), draw(loss, net=net)]
    colours = {c for picture in pictures for c in re.findall(r"#[0-9A-Fa-f]{6}", picture.svg)}
    assert colours <= set(DARK)


def test_what_a_notebook_shows(textbook):
    textbook.backward()
    page = replay(textbook)
    bundle = page._repr_mimebundle_()
    assert {"text/html", "image/svg+xml", "text/plain"} <= set(bundle)
    still = next(a for tag, a in Page(bundle["text/html"]).elements if tag == "img")
    kind, _, content = still["src"].removeprefix("data:").partition(";base64,")
    wanted = bundle[kind]
    assert base64.b64decode(content) == (wanted if kind == "image/png" else wanted.encode())
    assert still["alt"].startswith("[×] f = −12")
    assert str(page).splitlines()[2].endswith("f = 3·(−4) = −12")


def test_saving(textbook, tmp_path):
    textbook.backward()
    page = replay(textbook)
    assert page.save(tmp_path / "page.html").read_text("utf-8") == page.html
    assert draw(textbook).save(tmp_path / "f.html").read_text("utf-8") == page.html
    assert tg.replay is replay
    language.set_language("fa")
    assert '<html lang="fa"' in replay(textbook).html


# In a browser

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)


def seen(html, folder, query="", script=""):
    """Return the page as it stands in a browser after the script, if one is given, has run."""
    path = folder / "page.html"
    path.write_text(html.replace("</body>", f"<script>{script}</script></body>"), "utf-8")
    done = subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         f"--user-data-dir={folder / 'profile'}", "--virtual-time-budget=3000", "--dump-dom",
         f"{path.as_uri()}{query}"],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    return done.stdout


def part(dom, name):
    found = re.search(rf'data-part="{name}"[^>]*>(.*?)</(?:p|div|span|button)>', dom, re.DOTALL)
    return re.sub("<[^>]*>", "", found[1])


def key(name):
    return f"document.dispatchEvent(new KeyboardEvent('keydown', {{key: '{name}'}}));"


def classes(dom, thing, **attributes):
    """Return the classes of the elements of the first picture that have these attributes."""
    figure = re.search("<figure.*?</figure>", dom, re.DOTALL)[0]
    found = []
    for tag in re.findall(rf"<{thing}\b[^>]*>", figure):
        if all(f'data-{k}="{v}"' in tag for k, v in attributes.items()):
            found.append(
                set(re.findall(r'class="([^"]*)"', tag)[0].split()) if "class=" in tag else set()
            )
    return found


@pytest.mark.slow
@pytest.mark.skipif(not CHROMIUM, reason="needs Chromium")
def test_keys_and_buttons_step_through_the_page(shared, tmp_path):
    shared.backward()  # 8 steps: start, 2 forward, seed, 4 backward, end
    html = replay(shared, lang="en").html
    start = seen(html, tmp_path)
    assert part(start, "phase") == "start" and part(start, "count") == "step 0 of 8"
    assert classes(start, "text", node=1, label="value") == [{"later"}]

    steps_on = key("ArrowRight") * 4
    at_four = seen(html, tmp_path, script=steps_on)
    assert part(at_four, "count") == "step 4 of 8" and part(at_four, "phase") == "backward"
    assert "Other paths" in part(at_four, "sentence")
    assert "Σ = 1<" in at_four and "Σ = 2<" not in at_four.partition("</figure>")[0]
    assert classes(at_four, "rect", node=2) == [{"lit"}]
    assert classes(at_four, "text", node=0, label="gradient") == [{"later"}]
    assert classes(at_four, "text", node=1, label="gradient") == [{"lit"}]

    back = seen(html, tmp_path, script=steps_on + key("ArrowLeft") + key("ArrowLeft"))
    assert part(back, "count") == "step 2 of 8"
    end = seen(html, tmp_path, script=key("End"))
    assert part(end, "phase") == "end" and "later" not in re.findall(r'class="(\w+)"', end)
    home = seen(html, tmp_path, script=key("End") + key("Home"))
    assert part(home, "count") == "step 0 of 8"
    titled = seen(replay(shared, title="<T>").html, tmp_path)
    assert re.search("<title>&lt;T&gt;</title>", titled)
    clicked = seen(
        html,
        tmp_path,
        script="const part = (n) => document.querySelector(`[data-part=${n}]`);"
        "part('next').click(); part('next').click(); part('language').click();",
    )
    assert '<html lang="fa" dir="rtl"' in clicked and part(clicked, "count") == "گام ۲ از ۸"
    slid = seen(
        html,
        tmp_path,
        script="const s = document.querySelector('[data-part=slider]'); s.value = 5;"
        "s.dispatchEvent(new Event('input'));",
    )
    assert part(slid, "count") == "step 5 of 8"
    played = seen(html, tmp_path, script=key(" "))
    assert part(played, "count") == "step 1 of 8"  # one step in the 3 s that passed


@pytest.mark.slow
@pytest.mark.skipif(not CHROMIUM, reason="needs Chromium")
def test_every_step_can_be_opened_and_the_last_is_the_picture(textbook, tmp_path):
    textbook.backward()
    page = replay(textbook, lang="en")
    for number, step in enumerate(page.steps):
        dom = seen(page.html, tmp_path, f"?step={number}&lang=fa")
        said = part(dom, "sentence")
        assert said == step.sentences["fa"]
        for term in step.terms:
            assert f"<b>{term.text}</b>" in dom
    texts = [
        "".join(element.itertext())
        for element in ElementTree.fromstring(page.picture.svg).iter(f"{SVG}text")
    ]
    figure = re.search(r'<figure lang="en".*?</figure>', dom, re.DOTALL)[0]
    assert re.findall(r"<text[^>]*>([^<]*)</text>", figure) == texts


@pytest.mark.slow
@pytest.mark.skipif(not CHROMIUM, reason="needs Chromium")
@pytest.mark.parametrize("evil", EVIL)
def test_a_browser_runs_nothing_from_a_name(evil, tmp_path):
    f = Value(2.0, evil) * Value(3.0, "y")
    f.name = evil
    f.backward()
    html = replay(f, title=evil).html
    guard = "<script>window.alert = () => document.body.append('HURT');</script></head>"
    dom = seen(html.replace("</head>", guard), tmp_path, "?step=4")
    assert "HURT" not in re.sub("<script.*?</script>", "", dom, flags=re.DOTALL)
    assert part(dom, "count") == "step 4 of 5" or "step 4" in part(dom, "count")


def test_a_node_without_a_name_is_called_by_its_formula():
    x, y = Value(3.0, "x"), Value(2.0, "y")
    result = (x * y + 1) * (x + y).tanh()
    result.backward()
    told = "\n".join(step.sentences["en"] for step in steps(graph_of(result)))
    told = re.sub("[\u2066-\u2069]", "", told)
    assert "Back through x·y + 1 to x·y: upstream" in told
    assert "Forward pass: tanh(x + y) is computed" in told
    assert "× is" not in told and "through × to" not in told


def test_a_long_formula_is_called_by_its_number():
    x = Value(3.0, "x")
    result = (x * x * x + x * x * x * x + x * x * x * x * x - 1) * 2
    result.backward()
    sentences = [step.sentences["fa"] for step in steps(graph_of(result))]
    assert any("\u2066−1 → 350\u2069" in sentence for sentence in sentences)
    array = Tensor(np.ones((2, 2)), requires_grad=True, name="X")
    loss = (array @ array + array).softmax().sum()
    loss.backward(retain_graph=True)
    sentences = [step.sentences["en"] for step in steps(graph_of(loss))]
    assert any("\u2066X X + X\u2069" in sentence for sentence in sentences)


def test_a_formula_with_a_persian_name_runs_from_left_to_right():
    weight, x = Value(3.0, "وزن"), Value(2.0, "x")
    result = (weight * x).tanh() + x
    result.backward()
    sentences = [step.sentences["fa"] for step in steps(graph_of(result))]
    assert any("\u2066وزن·x\u2069" in sentence for sentence in sentences)


def test_rounded_numbers_are_not_called_equal():
    x = Value(5.0, "x")
    result = x.tanh() * 3
    result.backward()
    lines = [" ".join(term.text for term in step.terms) for step in steps(graph_of(result))]
    assert "tanh 5 ≈ 1" in lines and "3 × 0.000182 ≈ 0.000545" in lines
    assert "1 × 3 = 3" in lines
