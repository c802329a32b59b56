"""Faults that are found at the start rather than by the first person who meets them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error
from django.db import DatabaseError, connection, transaction
from django.template import TemplateSyntaxError
from django.template.loader import get_template
from django.utils import timezone

from books.models import Book
from books.rows import insert_rows

LIBRARIES = frozenset(
    {"allauth", "corsheaders", "csp", "django", "drf_spectacular", "drf_spectacular_sidecar"}
    | {"rest_framework"}
)
"""The packages of apps that are not ours. Installed from a wheel, ours stand beside them."""


def templates_compile(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """An error for each template of the project itself that Django cannot compile."""
    own = [app for app in app_configs or apps.get_app_configs() if is_own(app)]
    return [message for app in own for message in broken_templates(Path(app.path) / "templates")]


def is_own(app: AppConfig) -> bool:
    """Whether an app is part of the project, not of a library."""
    return app.name.partition(".")[0] not in LIBRARIES


def broken_templates(folder: Path) -> list[CheckMessage]:
    """An error for each template under `folder` that does not compile."""
    messages: list[CheckMessage] = []
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        try:
            get_template(str(file.relative_to(folder)))
        except (TemplateSyntaxError, UnicodeDecodeError) as fault:
            messages.append(Error(f"{file}: {fault}", id="expense_tracker.E001"))
    return messages


def violated_checks_are_refused(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """An error where the live database takes a row that breaks a CHECK constraint of its table.

    For `manage.py check --database default`, and `migrate`. It tries to insert a book with a
    negative number of changes, and rolls that back.
    """
    if not databases:
        return []
    book = Book(last_change=-1, created_at=timezone.now())
    fields = [field for field in Book._meta.concrete_fields if not field.primary_key]
    values = tuple(
        field.get_db_prep_save(getattr(book, field.attname), connection) for field in fields
    )
    try:
        with transaction.atomic():
            insert_rows(Book, [field.attname for field in fields], [values])
            transaction.set_rollback(True)
    except DatabaseError:
        # Refused, as it has to be; or there are no tables yet, and nothing that could be broken.
        return []
    return [
        Error(
            "The database takes rows that break a CHECK constraint.",
            hint=(
                "On TiDB set tidb_enable_check_constraint=ON, and migrate an empty database: "
                "a table that was made without it has no CHECK constraints."
            ),
            id="expense_tracker.E002",
        )
    ]
