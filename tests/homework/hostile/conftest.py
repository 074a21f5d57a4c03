"""Where hostile submissions are tried: both protections, as root and as an ordinary user."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # where the attacks lie

from watching import SECRET

from tinygrad_fa.homework.sandbox import Session, probe
from tinygrad_fa.homework.sandbox.places import places

NOBODY = 65534


def tier_or_skip(letter):
    tier = next(tier for tier in probe() if tier.letter == letter)
    if not tier.available:
        pytest.skip(f"no protection {letter} here: {tier.reason['en']}")
    return tier


@pytest.fixture(scope="module", params=["A", "B"])
def session(request):
    """A sandbox of whoever runs the tests."""
    with Session(tier_or_skip(request.param)) as session:
        yield session


@pytest.fixture(scope="session")
def open_folder():
    """A folder that every user may enter: those of pytest are for one user alone."""
    folder = Path(tempfile.mkdtemp(prefix="tests-of-homework-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def secret(open_folder):
    """A file of the grader's that modes protect from nobody, only the sandbox does."""
    folder = open_folder / f"grader-{len(os.listdir(open_folder))}"
    folder.mkdir()
    folder.chmod(0o777)
    path = folder / "course.key"
    path.write_text(SECRET)
    path.chmod(0o666)
    return path


@pytest.fixture(scope="session")
def ordinary(open_folder):
    """Return a function that runs attacks as a user without any rights, in his own process."""
    if os.geteuid() != 0:
        pytest.skip("the tests are an ordinary user's already")
    home = open_folder / "ordinary"
    home.mkdir()
    python = interpreter_for_all()
    package = home / "lib"
    ours = Path(places.__wrapped__.__code__.co_filename).parents[2]
    shutil.copytree(ours, package / "tinygrad_fa", ignore=shutil.ignore_patterns("__pycache__"))
    for name, source in places(("numpy",)).packages:
        copy = shutil.copytree if os.path.isdir(source) else shutil.copy2
        copy(source, package / name)
    shutil.copytree(Path(__file__).parent, home / "hostile")
    (home / "tmp").mkdir()
    for path in (home, *home.rglob("*")):
        path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
    (home / "tmp").chmod(0o1777)

    def run(letter, secret, names):
        command = [python, str(home / "hostile" / "hostile_run.py"), letter, str(secret), *names]
        environment = {
            "PYTHONPATH": str(package),
            "TMPDIR": str(home / "tmp"),
            "PATH": os.defpath,
            "SECRET_OF_THE_GRADER": "x",
            "OPENBLAS_NUM_THREADS": "1",
        }
        done = subprocess.run(
            command,
            env=environment,
            cwd=home,
            user=NOBODY,
            group=NOBODY,
            extra_groups=[],
            capture_output=True,
            text=True,
            check=False,
            timeout=900,
        )
        if done.returncode:
            last = (done.stderr.strip() or "?").splitlines()[-1]
            if "no_sandbox" in last or "NoSandbox" in done.stderr:
                pytest.skip(f"no protection {letter} for an ordinary user: {last}")
            pytest.fail(done.stderr[-2000:])
        return json.loads(done.stdout), home

    return run


def interpreter_for_all():
    """Return an interpreter of this version that every user of the machine may run."""
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    candidates = [
        os.path.realpath(sys.executable),
        f"/usr/bin/{version}",
        f"/usr/local/bin/{version}",
    ]
    for candidate in candidates:
        done = subprocess.run(
            ["/bin/sh", "-c", f"{candidate} -c 'import sys; print(sys.version_info[:2])'"],
            user=NOBODY,
            group=NOBODY,
            extra_groups=[],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
        )
        if done.stdout.strip() == str(sys.version_info[:2]):
            return candidate
    pytest.skip(f"no {version} here that an ordinary user may run")
