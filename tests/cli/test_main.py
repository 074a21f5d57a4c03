"""The command line as a whole: languages, errors, exit codes, odd surroundings."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys

import pytest

from tinygrad_fa import language
from tinygrad_fa.cli import COMMANDS, derive, main


def run_python(*words, **settings):
    return subprocess.Popen(
        [sys.executable, "-m", "tinygrad_fa", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **settings,
    )


@pytest.mark.parametrize("chosen", ["fa", "en"])
@pytest.mark.parametrize("command", [command.NAME for command in COMMANDS])
def test_every_command_explains_itself_in_both_languages(command, chosen, capsys):
    with pytest.raises(SystemExit) as end:
        main(["--lang", chosen, command, "--help"])
    assert end.value.code == 0
    said = capsys.readouterr().out
    assert language.text(f"cli.{command}_about", chosen).split()[0] in said
    assert language.text("cli.lang_help", chosen) in said
    assert language.text("cli.usage", chosen) in said


def test_the_help_lists_every_command(capsys):
    with pytest.raises(SystemExit):
        main(["-h"])
    said = capsys.readouterr().out
    assert all(f"  {command.NAME} " in said for command in COMMANDS)


@pytest.mark.parametrize(
    "words",
    [
        ["--lang", "fa", "check", "x", "x=nothing"],
        ["check", "--lang=fa", "x", "x=nothing"],
        ["check", "x", "x=nothing", "--lang", "fa"],
    ],
)
def test_the_language_may_be_said_anywhere(words, capsys):
    assert main(words) == 2
    assert capsys.readouterr().err.startswith("خطا: ")


def test_the_language_of_the_environment_counts(monkeypatch, capsys):
    monkeypatch.setenv("TINYGRAD_FA_LANG", "fa")
    assert main(["check", "x", "x=nothing"]) == 2
    assert "خطا" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "--help"),
        (["dance"], "dance"),
        (["derive"], "formula"),
        (["derive", "x", "--loud"], "--loud"),
        (["--lang", "de", "derive", "x"], "'de'"),
        (["derive", "eval(x)", "x=1"], "eval"),
        (["derive", "x*y", "x=1"], "`y`"),
        (["derive", "x", "x"], "`x`"),
        (["derive", "x", "=3"], "`=3`"),
        (["derive", "x", "x=1", "x=2"], "two numbers"),
        (["derive", "x", "x=y"], "`y`"),
        (["derive", "ln(x)", "x=0"], "ln"),
        (["data", "get", "mnits"], "mnits"),
        (["train", "--epochs", "1", "--max-iter", "1"], "--max-iter"),
        (["train", "--dtype", "int8"], "int8"),
        (["train", "--lr-policy", "step", "--max-iter", "1"], "gamma"),
        (["train", "--type", "SGDD", "--max-iter", "1"], "SGDD"),
        (["train", "--data", "iris", "--net", "lenet"], "LeNet"),
        (["train", "--root", "nowhere"], "nowhere"),
        (["lessons", "run", "99"], "99"),
    ],
)
def test_a_wrong_word_is_one_message_and_code_2(words, said, capsys):
    assert main(words) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert "Traceback" not in captured.err


def test_debug_shows_the_error_itself():
    with pytest.raises(ValueError, match="eval"):
        main(["derive", "eval(x)", "x=1", "--debug"])


def test_an_error_of_the_system_is_told_too(monkeypatch, capsys):
    monkeypatch.setattr(
        derive, "run", lambda arguments: (_ for _ in ()).throw(OSError("disk full"))
    )
    assert main(["derive", "x"]) == 2
    assert "disk full" in capsys.readouterr().err


def test_ctrl_c_is_130(monkeypatch, capsys):
    def stop(arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(derive, "run", stop)
    assert main(["derive", "x"]) == 130
    assert capsys.readouterr().err == "Stopped.\n"


def test_ctrl_c_in_a_real_process():
    process = run_python("train", "--max-iter", "100000")
    assert b"mnist" in process.stdout.readline()  # it is under way
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in said


@pytest.mark.skipif(os.name == "nt", reason="pipes break differently there")
def test_a_reader_who_goes_away_is_no_error():
    reader, writer = os.pipe()
    os.close(reader)
    process = subprocess.run(
        [sys.executable, "-m", "tinygrad_fa", "data", "list"],
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writer)
    assert process.returncode == 141
    assert process.stderr == b""


def test_persian_is_written_whatever_the_locale():
    surroundings = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    process = run_python("--lang", "fa", "data", "list", env=surroundings)
    said, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert "همراه بسته" in said.decode("utf-8")


def test_a_stream_that_cannot_be_reconfigured_is_left_alone(monkeypatch):
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    assert main(["data", "list"]) == 0
    assert "mnist" in stream.getvalue()
