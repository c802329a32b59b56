"""What templates and scripts may not do: run text as code, style inline, write by another verb."""

import re
from pathlib import Path

import pytest

WEB = Path(__file__).parent.parent
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
SCRIPTS = sorted((WEB / "static/web/js").glob("*.js"))
FORBIDDEN = {
    "evaluates text as code": r"hx-on|hx-vals=.js:|hx-trigger=\"[^\"]*\[",
    "takes over links": r"hx-boost",
    "writes without a form": r"hx-(delete|put|patch)",
    "styles inline": r"\sstyle=|<style",
    "runs inline": r"\son[a-z]+=\"|<script>|javascript:",
    "trusts text": r"\|safe\b|autoescape off",
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(WEB)))
def test_a_template_is_safe_under_the_policy(path):
    text = path.read_text(encoding="utf-8")
    found = [what for what, pattern in FORBIDDEN.items() if re.search(pattern, text)]
    assert found == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(WEB)))
def test_every_form_that_writes_has_the_token_of_its_page(path):
    text = path.read_text(encoding="utf-8")
    for form in re.findall(r'<form[^>]*method="post"[^>]*>.*?</form>', text, re.DOTALL):
        assert "{% csrf_token %}" in form


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: str(path.relative_to(WEB)))
def test_a_script_makes_no_markup_and_evaluates_nothing(path):
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"innerHTML|insertAdjacentHTML|eval\(|new Function|\.style\b", text) == []


def test_money_is_kept_in_no_storage_of_the_browser():
    for path in SCRIPTS:
        assert "Storage" not in path.read_text(encoding="utf-8"), path.name
