"""Where hostile submissions are tried: both protections, as root and as an ordinary user."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tinygrad_fa.homework.sandbox import Session, probe
from tinygrad_fa.homework.sandbox.places import places

NOBODY = 65534
SECRET = "the course key: correct horse battery staple"


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


@pytest.fixture(scope="module")
def secret(tmp_path_factory):
    """A file of the grader's that modes protect from nobody, only the sandbox does."""
    folder = tmp_path_factory.mktemp("grader")
    for above in (folder, *folder.parents[:3]):
        above.chmod(0o755) if os.stat(above).st_uid == os.getuid() else None
    path = folder / "course.key"
    path.write_text(SECRET)
    path.chmod(0o666)
    return path


def processes():
    """Return (id, command) of all processes that look like one of a sandbox."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ")
            except OSError:
                continue
            if b"module.main(control.detach()" in command:
                found.add((int(entry.name), command[:20]))
    return found


@pytest.fixture(scope="session")
def ordinary(tmp_path_factory):
    """Return a function that runs attacks as a user without any rights, in his own process."""
    if os.geteuid() != 0:
        pytest.skip("the tests are an ordinary user's already")
    home = Path(tmp_path_factory.mktemp("ordinary"))
    for above in (home, *home.parents[:3]):
        if os.stat(above).st_uid == 0 and str(above).count("/") > 1:
            above.chmod(0o755)
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
        command = [python, str(home / "hostile" / "running.py"), letter, str(secret), *names]
        environment = {
            "PYTHONPATH": str(package), "TMPDIR": str(home / "tmp"), "PATH": os.defpath,
            "SECRET_OF_THE_GRADER": "x", "OPENBLAS_NUM_THREADS": "1",
        }
        done = subprocess.run(
            command, env=environment, cwd=home, user=NOBODY, group=NOBODY, extra_groups=[],
            capture_output=True, text=True, check=False, timeout=900,
        )
        if done.returncode:
            last = (done.stderr.strip() or "?").splitlines()[-1]
            if "no_sandbox" in last or "NoSandbox" in done.stderr:
                pytest.skip(f"no protection {letter} for an ordinary user: {last}")
            pytest.fail(done.stderr[-2000:])
        return json.loads(done.stdout), sorted(p.name for p in (home / "tmp").iterdir())

    return run


def interpreter_for_all():
    """Return an interpreter of this version that every user of the machine may run."""
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    candidates = [os.path.realpath(sys.executable), f"/usr/bin/{version}", f"/usr/local/bin/{version}"]
    for candidate in candidates:
        done = subprocess.run(
            ["/bin/sh", "-c", f"{candidate} -c 'import sys; print(sys.version_info[:2])'"],
            user=NOBODY, group=NOBODY, extra_groups=[], capture_output=True, text=True, check=False,
            cwd="/",
        )
        if done.stdout.strip() == str(sys.version_info[:2]):
            return candidate
    pytest.skip(f"no {version} here that an ordinary user may run")
