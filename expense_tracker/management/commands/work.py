"""`manage.py work`: do what is to be done in the background, until told to stop."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common.faults import is_no_room
from common.jobs import job_sources
from expense_tracker.monitoring import monitor
from expense_tracker.worker.loop import Worker


class Command(BaseCommand):
    # They ran when the tables were migrated; what they load would stay in memory for good.
    requires_system_checks = []
    help = "Run background jobs, such as imports, until told to stop (Ctrl-C, SIGTERM)."

    def handle(self, *args: Any, **options: Any) -> None:
        monitor().enter_worker()
        try:
            Worker([make() for make in job_sources]).run()
        except OSError as error:
            if not is_no_room(error):
                raise
            raise CommandError(f"There is no disk space for temporary files: {error}") from None
        finally:
            monitor().leave_worker()
