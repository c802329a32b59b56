"""The linters are set up to find what they are there for: each finds a planted fault."""

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tools.commit_messages import Commit, problems

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CONFIGURATION = ROOT / "pyproject.toml"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("TID251", "from django.db.models.signals import post_save\n\nprint(post_save)\n"),
        ("TID251", "from django.dispatch import receiver\n\nprint(receiver)\n"),
        ("TID251", "from django.contrib.auth.models import User\n\nprint(User)\n"),
        ("TID251", "from django.db import models\n\nx = models.FloatField()\n"),
        ("TID251", "from django.db import models\n\nx = models.DecimalField()\n"),
        ("TID251", "from unittest import mock\n\nprint(mock)\n"),
        ("DTZ011", "import datetime\n\ntoday = datetime.date.today()\n"),
        ("S608", 'def f(cursor, name):\n    cursor.execute(f"SELECT * FROM {name}")\n'),
        ("FBT001", "def f(flag: bool) -> None:\n    del flag\n"),
        ("PGH003", "x: int = 'a'  # type: ignore\n"),
        (
            "C901",
            "def f(n):\n" + "".join(f"    if n == {i}:\n        return {i}\n" for i in range(8)),
        ),
        ("E501", f"x = '{'a' * 100}'\n"),
    ],
)
def test_ruff_finds_a_planted_fault(code: str, text: str) -> None:
    command = [BIN / "ruff", "check", "--config", CONFIGURATION, "--no-cache", "--quiet"]
    options = ["--output-format=concise", "--stdin-filename", ROOT / "books" / "planted.py", "-"]
    result = subprocess.run([*command, *options], input=text, capture_output=True, text=True)
    assert f" {code} " in result.stdout


def import_linter() -> dict[str, Any]:
    configuration: dict[str, Any] = tomllib.loads(CONFIGURATION.read_text())["tool"]["importlinter"]
    return configuration


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the packages of the program, whose modules are empty: it keeps all layers."""
    folder = tmp_path_factory.mktemp("names")
    for package in import_linter()["root_packages"]:
        for path in (ROOT / package).rglob("*.py"):
            empty = folder / path.relative_to(ROOT)
            empty.parent.mkdir(parents=True, exist_ok=True)
            empty.touch()
    clean = layers(folder)
    assert clean.returncode == 0, clean.stdout + clean.stderr
    return folder


def layers(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the packages in `folder`."""
    command = [BIN / "lint-imports", "--config", CONFIGURATION, "--no-cache", "--no-logo"]
    return subprocess.run(
        [*command, *options], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("contract", "module", "imports"),
    [
        ("apps", "books/models.py", "accounts.models"),
        ("apps", "categories/services.py", "transactions.models"),
        ("apps", "common/money.py", "books.models"),
        ("apps", "transactions/models.py", "households.models"),
        ("beside", "transactions/models.py", "users.models"),
        ("insides", "accounts/models.py", "accounts.services"),
        ("insides", "accounts/drafts.py", "accounts.views"),
        ("readers", "readers/statement.py", "django"),
        ("apps", "readers/statement.py", "books.models"),
        ("stages", "imports/plan/rows.py", "imports.planning.planner"),
        ("inside-books", "books/rows.py", "books.views"),
        ("inside-readers", "readers/common/lines.py", "readers.ofx.reader"),
        ("program", "books/rows.py", "tools"),
        ("program", "readers/ofx/rows.py", "tests"),
        ("domain", "accounts/services.py", "rest_framework"),
        ("domain", "common/money.py", "rest_framework"),
    ],
)
def test_import_linter_finds_a_planted_import(
    names: Path, contract: str, module: str, imports: str
) -> None:
    (names / module).write_text(f"import {imports}\n")
    try:
        broken = layers(names, "--contract", contract)
    finally:
        (names / module).write_text("")
    assert broken.returncode == 1
    assert imports in broken.stdout


def test_a_module_that_no_layer_names_is_found(names: Path) -> None:
    planted = names / "books" / "planted.py"
    planted.touch()
    try:
        done = layers(names, "--contract", "inside-books")
    finally:
        planted.unlink()
    assert done.returncode == 1
    assert "planted" in done.stdout


def test_the_layers_name_every_app() -> None:
    configuration = import_linter()
    apps = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert apps <= set(configuration["root_packages"])
    (layers,) = (one["layers"] for one in configuration["contracts"] if one["id"] == "apps")
    assert apps <= {app for layer in layers for app in layer.split(" | ")}


def test_the_layers_inside_every_package_name_all_its_modules() -> None:
    configuration = import_linter()
    inside = [one for one in configuration["contracts"] if one.get("exhaustive")]
    named = {package for one in inside for package in one["containers"]}
    assert named == set(configuration["root_packages"])


@pytest.mark.parametrize(
    "message",
    [
        Commit("Retry worker writes that lose a deadlock", has_body=True, files=1),
        Commit("imports: retried worker writes", has_body=True, files=1),
        Commit("imports: retries worker writes", has_body=True, files=1),
        Commit("imports: retrying worker writes", has_body=True, files=1),
        Commit("imports: retry.", has_body=True, files=1),
        Commit("imports: retry " + "worker writes " * 9 + "twice", has_body=True, files=1),
        Commit("imports: retry worker writes", has_body=False, files=11),
    ],
)
def test_a_planted_commit_message_is_found(message: Commit) -> None:
    assert list(problems(message))


@pytest.mark.parametrize(
    "message",
    [
        Commit("imports: retry worker writes that lose a deadlock", has_body=False, files=10),
        Commit("tests, tools: embed fonts in pages of the mock", has_body=True, files=40),
        Commit("readers/tables: pass headings to the first pass", has_body=False, files=1),
    ],
)
def test_a_good_commit_message_is_left_alone(message: Commit) -> None:
    assert not list(problems(message))
