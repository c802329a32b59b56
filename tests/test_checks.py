"""Faults that Django's checks find at the start."""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.checks import run_checks
from django.db.models import UniqueConstraint

from expense_tracker.checks import broken_templates


def test_the_projects_own_templates_compile() -> None:
    assert [message for message in run_checks() if message.id == "expense_tracker.E001"] == []


def test_no_constraint_of_ours_has_a_condition_that_mariadb_leaves_out() -> None:
    """Django's warning of them is silenced for the sake of allauth."""
    ours = [model for model in apps.get_models() if not model.__module__.startswith("allauth")]
    conditional = [
        f"{model.__name__}: {constraint.name}"
        for model in ours
        for constraint in model._meta.constraints
        if isinstance(constraint, UniqueConstraint) and constraint.condition is not None
    ]
    assert conditional == []


def test_a_template_that_does_not_compile_is_found(tmp_path: Path, settings: Any) -> None:
    (tmp_path / "whole.html").write_text("{% if yes %}fine{% endif %}")
    (tmp_path / "broken.html").write_text("{% if yes %}no end")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    (message,) = broken_templates(tmp_path)
    assert message.msg.startswith(str(tmp_path / "broken.html"))
    assert message.is_serious()
