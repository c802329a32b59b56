"""Faults that Django's checks find at the start."""

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import UniqueConstraint
from django.test.utils import CaptureQueriesContext

from books.models import Book
from expense_tracker.checks import broken_templates, is_own
from tests.check_constraints import ON_MARIADB, checks_ignored


def test_the_projects_own_templates_compile() -> None:
    assert [message for message in run_checks() if message.id == "expense_tracker.E001"] == []


def test_the_projects_own_apps_are_those_in_its_folder(settings: Any) -> None:
    for app in apps.get_app_configs():
        assert is_own(app) == (Path(app.path).parent == settings.BASE_DIR), app.name


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


@ON_MARIADB
@pytest.mark.django_db(transaction=True)
def test_a_database_that_takes_rows_against_a_check_is_refused() -> None:
    refused = pytest.raises(CommandError, match="tidb_enable_check_constraint=ON")
    with checks_ignored(), refused:
        call_command("check", databases=["default"])
    assert not Book.objects.exists()


@pytest.mark.django_db
def test_a_database_that_refuses_them_passes(alice: Any) -> None:
    call_command("check", databases=["default"])
    assert Book.objects.count() == 1


@pytest.mark.django_db
def test_without_a_database_nothing_is_tried() -> None:
    with CaptureQueriesContext(connection) as asked:
        run_checks()
    assert len(asked) == 0
