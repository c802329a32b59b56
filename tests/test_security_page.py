"""docs/security.md against the tree: it leaves out nothing, and names no file that is not."""

import re
from pathlib import Path

import pytest

from users.models import EventKind

ROOT = Path(__file__).resolve().parent.parent
text = (ROOT / "docs/security.md").read_text(encoding="utf-8")
FILES = sorted(set(re.findall(r"`([\w/.-]+\.(?:py|toml|yaml))`", text)))


def rows(pattern):
    return re.findall(rf"^\| ({pattern}) ", text, re.MULTILINE)


@pytest.mark.parametrize("file", FILES)
def test_every_file_that_the_page_names_exists(file):
    assert (ROOT / file).is_file()


def test_every_chapter_and_every_risk_has_its_line():
    assert rows(r"V\d+") == [f"V{number}" for number in range(1, 18)]
    assert rows(r"API\d+") == [f"API{number}" for number in range(1, 11)]


def test_every_kind_of_line_of_the_security_log_is_described():
    page = (ROOT / "docs/reference/authentication.md").read_text(encoding="utf-8")
    assert [kind for kind in EventKind if f"`{kind}`" not in page] == []
