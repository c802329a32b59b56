"""Faults that Django's checks find at the start."""

from pathlib import Path
from typing import Any

from django.core.checks import run_checks

from expense_tracker.checks import broken_templates


def test_the_projects_own_templates_compile() -> None:
    assert [message for message in run_checks() if message.id == "expense_tracker.E001"] == []


def test_a_template_that_does_not_compile_is_found(tmp_path: Path, settings: Any) -> None:
    (tmp_path / "whole.html").write_text("{% if yes %}fine{% endif %}")
    (tmp_path / "broken.html").write_text("{% if yes %}no end")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    (message,) = broken_templates(tmp_path)
    assert message.msg.startswith(str(tmp_path / "broken.html"))
    assert message.is_serious()
