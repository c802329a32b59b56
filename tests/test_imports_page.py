"""docs/reference/imports.md against the code: it leaves out no code, option or state of imports."""

import ast
import re
from pathlib import Path

import pytest

from imports.endpoints.requests import (
    OPTIONS,
    CommitParams,
    DecisionSerializer,
    SuggestionParams,
    UploadSerializer,
)
from imports.models import Action, State, Verdict
from imports.plan.parameters import Categories, Deleted, Probable
from readers.registry import FORMATS
from readers.tables.layout import ROLES

ROOT = Path(__file__).resolve().parent.parent
text = (ROOT / "docs/reference/imports.md").read_text(encoding="utf-8")
NAMED = {word for quoted in re.findall(r"`([^`]+)`", text) for word in re.split(r"[?&=]", quoted)}
PROBLEMS = re.compile(
    r"Unreadable|Mismatch|Conflict|Fault|FileWarning|Problem|Wrong|.*(Broken|Bad)\w*"
)
WORD = re.compile(r"[a-z]+(_[a-z]+)*")
ELSEWHERE = {"does_not_exist"}
"""Codes of the API as a whole, which its own page describes."""


def stated_codes():
    """The codes with which the program makes problems of files, rows and requests."""
    for file in sorted([*(ROOT / "imports").rglob("*.py"), *(ROOT / "readers").rglob("*.py")]):
        if "tests" not in file.parts:
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and PROBLEMS.fullmatch(_name(node.func)):
                    given = [*node.args, *(k.value for k in node.keywords if k.arg == "code")]
                    words = [one.value for one in given if isinstance(one, ast.Constant)]
                    yield from (w for w in words if isinstance(w, str) and WORD.fullmatch(w))


def _name(called):
    return called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")


def test_every_code_is_described():
    codes = set(stated_codes())
    assert {"truncated", "no_date", "outdated"} < codes
    assert codes - NAMED - ELSEWHERE == set()


def test_every_code_that_the_page_names_is_in_the_program():
    program = "".join(
        file.read_text(encoding="utf-8")
        for app in ("imports", "readers", "transactions", "api", "common")
        for file in (ROOT / app).rglob("*.py")
    )
    codes = text[text.index("## Codes") :]
    cells = [line.split("|")[-3] for line in codes.splitlines() if line.startswith("| ")]
    named = {word for cell in cells for word in re.findall(r"`([a-z_]+)`", cell)}
    assert len(named) > 100
    assert {code for code in named if f'"{code}"' not in program} == set()


@pytest.mark.parametrize(
    "words",
    [
        *(State.values, Verdict.values, Action.values, sorted(OPTIONS), ROLES),
        [*Probable.values, *Deleted.values, *Categories.values],
        [*DecisionSerializer().fields, *CommitParams().fields, *SuggestionParams().fields],
    ],
    ids=["states", "verdicts", "actions", "options", "roles", "parameters", "query"],
)
def test_every_word_of_the_api_is_described(words):
    assert [word for word in words if word not in NAMED] == []


def test_every_format_and_every_field_of_the_upload_is_described():
    assert [known.name for known in FORMATS if known.name not in NAMED] == []
    assert [name for name in UploadSerializer().fields if name not in NAMED] == []


def test_every_file_that_the_page_names_exists():
    files = {word for word in NAMED if re.fullmatch(r"[\w/]+\.(py|toml)", word) and "/" in word}
    assert len(files) > 5
    assert [file for file in sorted(files) if not (ROOT / file).is_file()] == []
