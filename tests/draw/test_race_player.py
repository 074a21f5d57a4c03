"""The player, the pictures and the films of a race."""

import json
import re
import shutil
import subprocess
import sys
from io import BytesIO

import pytest

from tinygrad_fa import cli
from tinygrad_fa.draw import race_film, race_scene
from tinygrad_fa.draw.race_player import FINEST, LETTERS, framed, packed
from tinygrad_fa.draw.race_style import style
from tinygrad_fa.draw.races import race
from tinygrad_fa.language.errors import FileError, SettingError
from tinygrad_fa.solver.optimizers import OPTIMIZERS

LIMIT = 100_000  # bytes of a page


def data_of(page):
    return json.loads(re.search(r"const data = (\{.*?\});\n", page)[1])


def unpacked(letters):
    pairs = zip(letters[::2], letters[1::2])
    return [(LETTERS.index(a) * 64 + LETTERS.index(b)) / FINEST for a, b in pairs]


# The page ----------------------------------------------------------------------------------------


def test_the_page_holds_the_ways_of_the_race():
    made = race("beale", ["SGD", "Adam"], 40)
    data = data_of(made.html)
    assert data["moments"] == list(range(41)) and data["frame"] == [-0.5, 4.5, -2.0, 2.0]
    for run, told in zip(made.runs, data["runs"]):
        way = unpacked(told["way"])
        assert len(way) == 3 * 41 and len(told["heights"]) == 41
        for number in (0, 17, 40):
            x, y = run.points[number]
            assert way[3 * number] == pytest.approx((x + 0.5) / 5, abs=2 / FINEST)
            assert way[3 * number + 1] == pytest.approx((y + 2) / 4, abs=2 / FINEST)
            assert told["heights"][number] == pytest.approx(run.heights[number], rel=5e-3)
    heights = unpacked(data["grid"])
    assert len(heights) == 61 * 61 and min(heights) == 0 and max(heights) == 1


def test_the_page_asks_nothing_of_any_network_and_is_small():
    page = race("saddle").html
    assert not re.search(r"(src|href)\s*=\s*[\"']?(https?:)?//", page)
    assert not re.search(r"\b(fetch|XMLHttpRequest|WebSocket|import)\s*\(|@import", page)
    found = set(re.findall(r"https?://[^\"'\s)]+", page))
    assert found <= {"http://www.w3.org/2000/svg"}
    assert len(page.encode()) < LIMIT


def test_the_page_of_every_rule_over_many_steps_is_small_too():
    made = race("himmelblau", "all", 90)
    assert len(made.html.encode()) < LIMIT
    data = data_of(made.html)
    assert len(data["runs"]) == len(OPTIMIZERS) and data["moments"][-1] == 90
    assert "One of every 3 steps" in data["words"]["en"]["every"]


def test_both_languages_are_in_the_page():
    words = data_of(race("saddle", ["SGD"], 3, lang="fa").html)["words"]
    assert words["en"]["play"] == "Play" and words["fa"]["play"] == "پخش"
    assert words["en"].keys() == words["fa"].keys()
    page = race("saddle", ["SGD"], 3, lang="fa").html
    assert '<html lang="fa" dir="rtl">' in page and "گرادیان</th>" not in page
    assert '<th data-word="gradient">گرادیان' in page


def test_labels_are_never_markup():
    bad = "</script><script>alert(1)</script>"
    page = race("saddle", {bad: "SGD", "<b>x</b>": "Adam"}, 2).html
    assert page.count("<script>") == page.count("</script>") == 1
    assert "<b>x" not in page and data_of(page)["runs"][0]["label"] == bad
    assert bad not in framed(race("saddle", {bad: "SGD"}, 2))


def test_who_leaves_is_kept_at_the_border_and_said():
    made = race("saddle", ["AdaGrad"], 60)
    told = data_of(made.html)["runs"][0]
    way = unpacked(told["way"])
    assert max(way) == 1.0 and min(way) >= 0.0
    left = made.runs[0].left
    assert told["from"] == left and told["note"]["en"] == f"left at step {left}"
    assert told["note"]["fa"].startswith("بیرون در گام")
    ways = race_scene.track(made, made.runs[0])
    assert max(made.runs[0].points[-1]) > 1.5 == max(y for _, y, _ in ways)
    x, y, height = ways[-1]
    assert height == pytest.approx((x * x - y * y + 1.5**2) / (2 * 1.5**2))  # at the border


def test_who_diverges_ends_there():
    told = data_of(race("rosenbrock", ["SGD"], 200, 1.0).html)["runs"][0]
    assert len(told["heights"]) < 20 and told["heights"][-1] is None
    assert "diverged" in told["note"]["en"]


def test_numbers_of_twelve_bits():
    assert unpacked(packed([0.0, 0.5, 1.0, 7.0, -1.0])) == pytest.approx(
        [0, 0.5, 1, 1, 0], abs=2e-4
    )


def test_forty_two_lines_are_forty_two_pairs_of_colour_and_dashes():
    assert len({style(number) for number in range(len(OPTIMIZERS))}) == len(OPTIMIZERS) == 42
    assert len({style(number).colour for number in range(7)}) == 7
    assert all(style(a).dashes != style(a + 1).dashes for a in range(41))


def test_a_notebook_gets_the_page_in_a_frame_a_picture_and_words(monkeypatch):
    made = race("saddle", ["SGD"], 3)
    bundle = made._repr_mimebundle_()
    assert bundle["text/html"].startswith("<iframe") and "sandbox" in bundle["text/html"]
    assert bundle["text/plain"] == str(made)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert set(made._repr_mimebundle_()) == {"text/html", "text/plain"}


CHROMIUM = shutil.which("chromium")


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
def test_the_page_runs_in_a_browser(tmp_path):
    path = race("beale", ["SGD", "Adam"], 30, lang="fa").save(tmp_path / "race.html")
    command = [
        CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        f"--user-data-dir={tmp_path / 'browser'}", "--virtual-time-budget=2000", "--dump-dom",
        f"{path.as_uri()}#step=12&view=space",
    ]  # fmt: skip
    page = subprocess.run(command, capture_output=True, text=True, timeout=120).stdout
    assert "گام ۱۲</output>" in page and 'aria-pressed="true"' in page
    assert page.count('type="checkbox"') == 2 and "<bdi>Adam</bdi>" in page


# Pictures and films ------------------------------------------------------------------------------

matplotlib = pytest.importorskip("matplotlib", reason="films are drawn with matplotlib")


@pytest.mark.parametrize("view", race_scene.VIEWS)
def test_a_figure_has_the_ways_so_far(view):
    made = race("saddle", ["SGD", "Adam"], 12)
    figure = made.figure(5, view)
    axes = figure.axes[0]
    lines = [line for line in axes.get_lines() if line.get_label() in ("SGD", "Adam")]
    assert len(lines) == 2 and made.surface.title in axes.get_title()
    for line, run in zip(lines, made.runs):
        data = line.get_data() if view == "plane" else line.get_data_3d()
        assert list(zip(*data[:2])) == run.points[:6]
    assert len({line.get_linestyle() for line in lines} | {line.get_color() for line in lines}) > 2
    assert figure.texts[0].get_text() == "step 5"


def test_the_legend_says_who_left(tmp_path):
    (legend,) = race("saddle", ["AdaGrad"], 40).figure().legends
    assert legend.get_texts()[0].get_text().startswith("AdaGrad, left at step ")


def test_a_picture_in_persian_has_every_letter(tmp_path):
    # A letter that the font lacks would be a warning, and so an error here.
    path = race("saddle", ["AdaGrad"], 20, lang="fa").save(tmp_path / "race.png")
    assert path.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(("ending", "begin"), [("svg", b"<?xml"), ("pdf", b"%PDF"), ("md", b"**")])
def test_other_files(ending, begin, tmp_path):
    path = race("saddle", ["SGD"], 4).save(tmp_path / f"race.{ending}")
    assert path.read_bytes().startswith(begin)


@pytest.mark.parametrize("view", race_scene.VIEWS)
def test_a_film_has_a_picture_for_each_step_and_its_colours(view, tmp_path):
    image = pytest.importorskip("PIL.Image")
    path = race("saddle", ["SGD", "Adam"], 6).save(tmp_path / "race.gif", view)
    film = image.open(BytesIO(path.read_bytes()))
    assert film.n_frames == 7 and film.info["loop"] == 0
    pictures = []
    for number in (0, 6):
        film.seek(number)
        pictures.append(film.convert("RGB"))
    assert pictures[0].tobytes() != pictures[1].tobytes()
    blue, orange = (0, 114, 178), (230, 159, 0)
    colours = {colour for _, colour in pictures[1].getcolors(1 << 20)}
    assert {blue, orange} <= colours


def test_a_long_race_is_shown_in_fewer_pictures():
    assert race_scene.moments(5) == [0, 1, 2, 3, 4, 5]
    shown = race_scene.moments(1000)
    assert len(shown) <= race_scene.FRAMES + 1 and shown[0] == 0 and shown[-1] == 1000


def test_without_ffmpeg_there_is_no_mp4(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SettingError, match=r"\.gif") as caught:
        race("saddle", ["SGD"], 2).save(tmp_path / "race.mp4")
    assert caught.value.key == "races.no_ffmpeg" and not (tmp_path / "race.mp4").exists()


def program(folder, lines):
    path = folder / "ffmpeg"
    path.write_text("#!/bin/sh\n" + lines)
    path.chmod(0o755)
    return path


def test_ffmpeg_is_given_raw_pictures_and_its_complaint_is_told(tmp_path, monkeypatch):
    made = race("saddle", ["SGD"], 2)
    width, height = made.figure().canvas.get_width_height()
    last = program(tmp_path, 'for last; do :; done; wc -c > "$last"\n')
    monkeypatch.setitem(matplotlib.rcParams, "animation.ffmpeg_path", str(last))
    path = made.save(tmp_path / "race.mp4")
    assert int(path.read_text()) == (3 + race_film.LAST) * width * height * 4
    program(tmp_path, "echo no such codec >&2\nexit 1\n")
    with pytest.raises(SettingError, match="no such codec"):
        made.save(tmp_path / "race.mp4")


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="needs ffmpeg")
def test_a_real_mp4(tmp_path):
    path = race("saddle", ["SGD"], 3).save(tmp_path / "race.mp4")
    assert path.read_bytes()[4:8] == b"ftyp"


def test_wrong_views_steps_and_files(tmp_path):
    made = race("saddle", ["SGD"], 2)
    for arguments in ((7,), (None, "above"), ("2",)):
        with pytest.raises(SettingError):
            made.figure(*arguments)
    with pytest.raises(FileError, match=r"\.gif"):
        made.save(tmp_path / "race.docx")
    with pytest.raises(FileError):
        made.save(tmp_path / "nowhere" / "race.html")
    with pytest.raises(FileError):
        made.save("/proc/race.html")


def test_without_matplotlib_there_is_still_a_page(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    made = race("saddle", ["SGD"], 2)
    assert made.save(tmp_path / "race.html").exists()
    for ending in ("png", "gif", "mp4"):
        with pytest.raises(SettingError, match="pip install matplotlib"):
            made.save(tmp_path / f"race.{ending}")


# The command line --------------------------------------------------------------------------------


def test_the_command_writes_the_page_and_prints_the_first_steps(tmp_path, capsys):
    target = tmp_path / "new" / "race.html"
    words = ["race", "--surface", "beale", "--optimizers", "SGD", "Adam", "--steps", "5"]
    assert cli.main([*words, "--rates", "Adam=۰٫۲", "--out", str(target)]) == 0
    said = capsys.readouterr().out
    assert "Adam, learning rate 0.2" in said and str(target) in said
    assert data_of(target.read_text(encoding="utf-8"))["runs"][1]["rate"] == "0.2"


def test_the_command_explains_mistakes(tmp_path, capsys):
    out = ["--out", str(tmp_path / "r.html")]
    for words, said in (
        (["--surface", "beal"], "Did you mean `beale`"),
        (["--rates", "quick"], "quick"),
        (["--rates", "0.1", "0.2"], "0.1"),
        (["--optimizers", "Adem"], "Adam"),
    ):
        assert cli.main(["race", *words, *out]) == 2
        assert said in capsys.readouterr().err
    assert cli.main(["race", "--rates", "0.1", "--steps", "2", "--start", "-1", "0.5", *out]) == 0
