"""`manage.py worker_health`: whether a worker is alive, for monitors and containers."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from expense_tracker import heartbeats


class Command(BaseCommand):
    # It is run every minute: the checks belong to the migration of the tables.
    requires_system_checks = []
    help = "Say when a worker last gave a sign of life. The exit code is 1 if none is alive."

    def handle(self, *args: Any, **options: Any) -> None:
        at = heartbeats.latest()
        if at is None:
            raise CommandError("No worker is running.")
        said = f"The last sign of life of a worker was at {at:%Y-%m-%d %H:%M:%S} UTC."
        if not heartbeats.is_fresh(at):
            raise CommandError(said)
        self.stdout.write(said)
