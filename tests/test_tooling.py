"""The commands of the project do what CONTRIBUTING.md and `.env.example` say of them."""

import ast
import os
import re
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tools.check import Outcome, Step, perform, report, steps_with

ROOT = Path(__file__).resolve().parent.parent
READERS = {
    *("flag", "whole_number", "rate", "names", "origins", "choice", "str", "secret"),
    "address",
}


def print_and_exit(text: str, code: int) -> Step:
    return Step("planted", (sys.executable, "-c", f"print({text!r}); raise SystemExit({code})"))


@pytest.mark.parametrize(
    ("text", "code", "passed", "failed"),
    [
        ("345 passed in 12.34s", 0, 345, 0),
        ("12 failed, 345 passed, 1 error in 6.78s", 1, 345, 13),
        ("===== 2 passed, 3 warnings in 0.12s =====", 0, 2, 0),
        ("345 passed, 2 skipped in 71.34s (0:01:11)", 0, 345, 0),
        ("4 failed, 889 passed, 72 subtests passed in 4.80s (0:03:14)", 1, 889, 4),
        ("345 passed in 12.34s", 3, 345, 1),
        ("no tests ran in 0.01s", 5, 0, 1),
        ("Success: no issues found", 0, 1, 0),
        ("Found 3 errors in 2 files", 1, 0, 1),
    ],
)
def test_a_step_counts_what_passed_and_what_failed(
    text: str, code: int, passed: int, failed: int
) -> None:
    outcome = perform(print_and_exit(text, code))
    assert (outcome.passed, outcome.failed) == (passed, failed)


EXAMPLES = """
from hypothesis import given, strategies as st

@given(st.integers())
def test_a(number):
    with open({0!r} + "/a", "a") as file:
        print(number, file=file)

@given(st.text())
def test_b(text):
    with open({0!r} + "/b", "a") as file:
        print(ascii(text), file=file)
"""


def test_all_workers_of_a_run_have_the_examples_of_one_seed(tmp_path: Path) -> None:
    drawn = []
    for seed in (1, 1, 2):
        folder = Path(tempfile.mkdtemp(dir=tmp_path))
        (folder / "test_examples.py").write_text(EXAMPLES.format(str(folder)))
        sqlite, mariadb, *_ = (step.command for step in steps_with(seed))
        assert f"--hypothesis-seed={seed + 1}" in mariadb
        options = [part for part in sqlite if part.startswith("--")]
        command = (
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-n",
            "2",
            *("-p", "xdist", "-p", "_hypothesis_pytestplugin", "-p", "tests.environment"),
            *("-p", "no:cacheprovider"),
        )
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "HYPOTHESIS_PROFILE": "ci"}
        # The others take seconds to load, in each of nine processes.
        environment |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        done = subprocess.run(
            [*command, *options, folder],
            cwd=folder,
            env={**environment, "CI": "true"},
            capture_output=True,
        )
        assert done.returncode == 0, done.stdout
        drawn.append([(folder / name).read_text() for name in "ab"])
    assert drawn[0] == drawn[1]
    assert drawn[0] != drawn[2]


@pytest.mark.parametrize(("failed", "code"), [(0, 0), (1, 1)])
def test_one_failure_fails_the_whole(
    failed: int, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    outcomes = [Outcome("first", 1, failed, 0.5), Outcome("second", 10, 0, 0.7)]
    assert report(outcomes) == code
    assert capsys.readouterr().out.endswith(f"11 passed, {failed} failed in 1s\n")


def test_the_first_env_file_holds_a_random_key_that_only_its_owner_may_read(tmp_path: Path) -> None:
    # -S: `make run` calls it before anything is installed.
    command = [sys.executable, "-S", "-m", "serving.env_file", tmp_path]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    file = tmp_path / ".env"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    first = file.read_text()
    assert re.search(r"^SECRET_KEY=[\w-]{80,}$", first, re.MULTILINE)
    assert subprocess.run(command, cwd=ROOT, capture_output=True).returncode != 0
    assert file.read_text() == first


def test_the_first_env_file_is_all_that_a_start_needs(tmp_path: Path) -> None:
    key = "SECRET_KEY=n1cMkSyN7pG3xQ0vWzZ5uJb8LrTe2HfDa9KsXo4YwVq6BtRjEhUm"
    text = (ROOT / ".env.example").read_text().replace("SECRET_KEY=", key, 1)
    (tmp_path / "env").write_text(text)
    environment = {"PATH": os.environ["PATH"], "ENV_FILE": str(tmp_path / "env")}
    command = [sys.executable, ROOT / "manage.py", "check"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def variables_read() -> set[str]:
    """The environment variables that the settings ask for."""
    files = (ROOT / "expense_tracker" / name for name in ("settings.py", "databases.py"))
    nodes = [node for file in files for node in ast.walk(ast.parse(file.read_text()))]
    calls = [node for node in nodes if isinstance(node, ast.Call) and node.args]
    return {
        str(call.args[0].value)
        for call in calls
        if name_of(call) in READERS and isinstance(call.args[0], ast.Constant)
    }


def name_of(call: ast.Call) -> str:
    """What is called, without the object that it belongs to."""
    return ast.unparse(call.func).rpartition(".")[2]


def test_every_variable_is_described_in_the_example_and_no_other() -> None:
    described = re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    # These two name the file itself, and its folder, so they cannot stand in it.
    assert set(described) == variables_read() - {"DATA_DIR", "ENV_FILE"}


def test_every_command_is_described_for_contributors() -> None:
    commands = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)
    text = (ROOT / "CONTRIBUTING.md").read_text()
    assert [command for command in commands if f"`make {command}`" not in text] == []


def test_every_runtime_dependency_has_its_reason() -> None:
    lines = (ROOT / "requirements.in").read_text().splitlines()
    packages = [re.split(r"[=\[<>]", line)[0] for line in lines if line and line[0] != "#"]
    text = (ROOT / "docs" / "dependencies.md").read_text()
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| ")]
    named = {name.strip() for row in rows for name in re.split(r",| with ", row)}
    assert set(packages) <= named
