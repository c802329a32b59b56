"""The wheel that `pipx install` takes, in an empty environment of its own.

The packages that it depends on are those of this environment, by a `.pth` file: to install them
anew takes a minute and the network.
"""

import os
import re
import signal
import stat
import subprocess
import sys
import sysconfig
import time
import tomllib
import venv
import zipfile
from importlib.metadata import PathDistribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tools import smoke
from tools.database import free_port
from tools.live_server import wait_until_healthy
from tools.process import ROOT, end

TIMEOUT_SECONDS = 60

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory"]
    subprocess.run([*command, folder], cwd=ROOT, check=True, capture_output=True)
    (file,) = folder.iterdir()
    return file


@pytest.fixture(scope="module")
def program(wheel, tmp_path_factory):
    """The command of the wheel, installed without pip: it is unpacked, and called by its name."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=True)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
    with zipfile.ZipFile(wheel) as file:
        file.extractall(packages)
    (packages / "others.pth").write_text(sysconfig.get_path("purelib"))
    (metadata,) = packages.glob("*.dist-info")
    (script,) = PathDistribution(metadata).entry_points.select(name="expense-tracker")
    command = folder / "bin" / script.name
    command.write_text(
        f"#!{folder}/bin/python\nimport sys\nfrom {script.module} import {script.attr}\n"
        f"sys.exit({script.attr}())\n"
    )
    command.chmod(0o755)
    before = contents(packages)
    yield command
    assert contents(packages) == before, "the program has written beside itself"


def contents(folder):
    return {path for path in folder.rglob("*") if "__pycache__" not in path.parts}


@pytest.fixture
def home(tmp_path):
    """An empty home, in which somebody has files that are named as our modules are."""
    (tmp_path / "common.py").write_text("raise SystemExit('not ours')")
    return tmp_path


def settings(home, **more):
    return {"HOME": str(home), "PATH": os.environ["PATH"], **more}


def run(program, home, *arguments, **more):
    return subprocess.run(
        [program, *arguments], cwd=home, env=settings(home, **more),
        capture_output=True, text=True, timeout=TIMEOUT_SECONDS,
    )  # fmt: skip


def test_it_serves_from_an_empty_home(program, home):
    port, log = free_port(), home / "log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [program, "serve"], cwd=home, env=settings(home, PORT=str(port)),
            stdout=output, stderr=output,
        )  # fmt: skip
    try:
        wait_until_healthy(server, f"http://127.0.0.1:{port}", log)
        smoke.main(f"http://127.0.0.1:{port}")
        backed_up = run(program, home, "backup")
        assert backed_up.returncode == 0, backed_up.stderr
    finally:
        end(server)
    assert "Traceback" not in log.read_text()
    data = home / ".local" / "share" / "expense-tracker"
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert stat.S_IMODE((data / ".env").stat().st_mode) == 0o600
    assert (data / "var" / "expense_tracker.sqlite3").is_file()
    assert len(list((data / "var" / "backups").glob("*.zip"))) == 1
    assert {path.name for path in home.iterdir()} == {".local", "common.py", "log"}


def test_ctrl_c_ends_the_preparation_without_a_traceback(program, home):
    with (home / "log").open("wb") as output:
        process = subprocess.Popen(
            [program, "serve"], cwd=home, env=settings(home, DATA_DIR=str(home / "data")),
            stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while not (home / "data" / "var" / "expense_tracker.sqlite3").exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(TIMEOUT_SECONDS) == -signal.SIGINT
    assert (home / "log").read_text().count("\n") == 1


def test_what_is_wrong_is_one_line(program, home):
    refused = run(program, home, "serve", DEFAULT_CURRENCY="XX")
    assert refused.returncode == 1
    assert refused.stderr.startswith("settings: DEFAULT_CURRENCY is 'XX'")
    assert refused.stderr.count("\n") == 1
    (home / "file").touch()
    refused = run(program, home, "manage", "check", DATA_DIR=str(home / "file"))
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    assert "DATA_DIR" in refused.stderr
    assert run(program, home, "dance").returncode == 2


def test_data_and_settings_are_where_they_are_named(program, home):
    data = home / "data"
    done = run(program, home, "manage", "diffsettings", DATA_DIR=str(data))
    assert done.returncode == 0, done.stderr
    assert {path.name for path in data.iterdir()} == {".env", "var"}
    share = home / "share"
    key = (data / ".env").read_text().split("\nSECRET_KEY=")[1].split("\n")[0]
    done = run(
        program,
        home,
        "manage",
        "diffsettings",
        ENV_FILE="",
        SECRET_KEY=key,
        XDG_DATA_HOME=str(share),
    )
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (share / "expense-tracker").iterdir()} == {"var"}


def test_it_holds_the_packages_of_the_program_and_no_others(wheel):
    names = [Path(name) for name in zipfile.ZipFile(wheel).namelist()]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    packages = project["tool"]["importlinter"]["root_packages"]
    (metadata,) = {path.parts[0] for path in names if path.parts[0].endswith(".dist-info")}
    assert {path.parts[0] for path in names} - {metadata} == set(packages)
    assert [path for path in names if "tests" in path.parts] == []
    ours = {
        path.relative_to(ROOT)
        for package in packages
        for path in (ROOT / package).rglob("*")
        if path.is_file() and not {"__pycache__", "tests"} & set(path.parts)
    }
    assert ours - set(names) == set(), "every file of a package is in the wheel"


def test_it_depends_on_what_requirements_pin(wheel):
    text = zipfile.ZipFile(wheel).read("expense_tracker-1.0.0.dist-info/METADATA").decode()
    lines = re.findall(r"^Requires-Dist: (.*)$", text, re.MULTILINE)
    stated = [Requirement(line) for line in lines]
    plain = {one.name.lower() for one in stated if "extra" not in str(one.marker or "")}
    asked = (ROOT / "requirements.in").read_text().splitlines()
    direct = {re.split(r"[=\[<>]", line)[0].lower() for line in asked if line and line[0] != "#"}
    assert direct <= plain
    assert all(str(one.specifier).startswith("==") for one in stated)
    assert [one.name for one in stated if "extra" in str(one.marker or "")] == ["mysqlclient"]
