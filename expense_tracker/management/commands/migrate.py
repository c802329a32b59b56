"""`manage.py migrate`: Django's command, which says what became of a migration that fails."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import DatabaseError, connection
from django.db.migrations import Migration


class Command(migrate.Command):
    under_way: Migration | None = None

    def migration_progress_callback(
        self,
        action: str,
        migration: Any = None,
        fake: bool = False,  # noqa: FBT001,FBT002  # Django's
    ) -> None:
        """Keep which migration is under way: with --verbosity 0 nothing else says it."""
        if action in {"apply_start", "unapply_start"}:
            self.under_way = migration
        elif action in {"apply_success", "unapply_success"}:
            self.under_way = None
        super().migration_progress_callback(action, migration, fake)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            super().handle(*args, **options)
        except DatabaseError as error:
            if self.under_way is None:
                raise
            what = "was rolled back"
            if not connection.features.can_rollback_ddl:
                what = "may have stopped half-way, for this database does not roll it back"
            raise CommandError(
                f"{self.under_way} failed and {what}: {error.args[-1]}. See docs/how-to/recover.md."
            ) from error
