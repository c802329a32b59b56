"""The how-to makes an app whose resource has everything, by two lines outside its folder."""

import os
import re
import shutil
import subprocess
import sys
from itertools import chain
from pathlib import Path

import pytest

from tests.house_rules import Source, says_is_no
from tests.test_tidy import RULES

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/how-to/add-a-resource.md"
# A file with its text, or what to put before or after a line of one that is there.
BLOCK = re.compile(
    r"^`(?P<path>[^`]+)`(?:, (?P<where>after|before) `(?P<line>[^`]+)`)?:\n\n"
    r"```(?P<language>\w+)\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
APP = "goals"
LEFT_OUT = shutil.ignore_patterns(".*", "var", "staticfiles", "node_modules")
# Each of these tries whatever resources there are, here the new one alone.
TRIED = ["tests/test_resources.py", "tests/test_strangers.py", "tests/test_roles.py", APP]
# These have tests of each resource, which are known by its name.
BY_NAME = {"test_races": "books/tests/test_races.py", "test_admin": "tests/test_admin.py"}
# What is to be said of a new app elsewhere, and of its code.
DEMANDED = [
    "tests/test_ledger.py",
    "tests/test_contract.py::test_every_operation_says_what_it_is",
    "tests/test_contract.py::test_every_shape_and_each_of_its_fields_is_described",
    "tests/test_contract.py::test_every_example_meets_its_schema",
    "tests/test_linters.py::test_the_layers_name_every_app",
    "tests/test_linters.py::test_the_layers_inside_every_package_name_all_its_modules",
]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A copy of the project in which the how-to was followed."""
    tree = tmp_path_factory.mktemp("project") / "tree"
    shutil.copytree(ROOT, tree, ignore=LEFT_OUT)
    for folder in (APP, f"{APP}/migrations", f"{APP}/tests"):
        (tree / folder).mkdir()
        (tree / folder / "__init__.py").touch()
    for block in BLOCK.finditer(PAGE.read_text(encoding="utf-8")):
        text = block["text"]
        if block["language"] == "diff":
            text = re.sub(r"^\+", "", text, flags=re.MULTILINE)
        write(tree / block["path"], block["where"], block["line"], text)
    run(tree, "manage.py", "makemigrations", APP, "-n", "initial")
    run(tree, "-m", "tools.schema")
    return tree


def write(file, where, line, text):
    """Do what one block of the how-to says."""
    if where is None:
        file.write_text(text, encoding="utf-8")
        return
    before, found, rest = file.read_text(encoding="utf-8").partition(f"{line}\n")
    assert found, f"{file} has no line {line!r}"
    around = [text, found] if where == "before" else [found, text]
    file.write_text("".join([before, *around, rest]), encoding="utf-8")


def run(tree, *command, **variables):
    """Run a program of the tree, on SQLite whatever the engine of this run is."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    ours.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, *command],
        cwd=tree,
        env={**ours, **variables},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-8_000:] + done.stderr[-2_000:]


def lines_added(tree):
    """How many lines each file of the project has more than before, where it is another one."""
    found = {}
    for file in tree.rglob("*"):
        path = file.relative_to(tree)
        # The files of the app are its own; those of tools, of Python and of data are nobody's.
        left_out = path.parts[0] in {APP, "var"} or path.parts[0].startswith(".")
        if file.is_file() and not left_out and file.suffix != ".pyc":
            before, after = (ROOT / path).read_bytes(), file.read_bytes()
            if before != after:
                found[str(path)] = after.count(b"\n") - before.count(b"\n")
    return found


def test_it_takes_two_lines_of_code_outside_the_folder_of_the_app(tree):
    added = lines_added(tree)
    assert {path: lines for path, lines in added.items() if path.endswith(".py")} == {
        "expense_tracker/settings.py": 1,
        "expense_tracker/urls.py": 1,
    }
    demanded = {"pyproject.toml", "docs/reference/ledger.md"}
    generated = {"docs/reference/openapi.yaml", "docs/reference/openapi.json"}
    assert {path for path in added if not path.endswith(".py")} == demanded | generated


def test_the_resource_has_everything_and_is_raced_for_and_shown_in_the_admin(tree):
    chosen = f"{APP} or not ({' or '.join(BY_NAME)})"
    files = [*TRIED, *BY_NAME.values()]
    run(tree, "-m", "pytest", "-q", "-x", *files, "-k", chosen, ENDPOINTS_OF=APP)


def test_it_meets_what_tests_demand_of_every_app(tree):
    run(tree, "-m", "pytest", "-q", "-x", *DEMANDED)


def test_what_it_adds_keeps_the_house_rules(tree):
    """Of the files that it makes and changes alone: tests/test_tidy.py reads all the others."""
    made = [file.relative_to(tree) for file in (tree / APP).rglob("*.py")]
    changed = [Path(path) for path in lines_added(tree) if path.endswith((".py", ".md"))]
    by_hand = [path for path in (*made, *changed) if "migrations" not in path.parts]
    assert len(by_hand) > 10
    sources = [Source(path, (tree / path).read_text(encoding="utf-8")) for path in by_hand]
    code = [source for source in sources if source.path.suffix == ".py"]
    found = [rule(one) for rule, applies in RULES.items() for one in code if applies(one)]
    assert [*chain(*found, *map(says_is_no, sources))] == []


def test_its_code_is_laid_out_as_all_of_it(tree):
    layers = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    run(tree, "-c", layers, "--no-cache")
    run(tree, "-m", "ruff", "check", "--no-cache", APP)
    run(tree, "-m", "ruff", "format", "--no-cache", "--check", APP)


def test_without_its_declaration_nothing_starts(tree):
    file = tree / APP / "resource.py"
    text = file.read_text(encoding="utf-8")
    file.write_text("DECLARATIONS = ()\n", encoding="utf-8")
    try:
        with pytest.raises(AssertionError, match=r"goals\.Goal is a BookRow: add its Resource to"):
            run(tree, "manage.py", "check")
    finally:
        file.write_text(text, encoding="utf-8")
