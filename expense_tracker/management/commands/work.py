"""`manage.py work`: do what is to be done in the background, until told to stop."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from common.faults import is_no_room
from imports.worker.loop import Limits, Worker


class Command(BaseCommand):
    help = "Read and commit imports in the background, until told to stop (Ctrl-C, SIGTERM)."

    def handle(self, *args: Any, **options: Any) -> None:
        limits = Limits(
            memory_bytes=settings.IMPORT_MEMORY_BYTES_MAX, seconds=settings.IMPORT_SECONDS_MAX
        )
        try:
            Worker(slots=settings.IMPORTS_AT_ONCE, limits=limits).run()
        except OSError as error:
            if not is_no_room(error):
                raise
            raise CommandError(f"There is no room for temporary files: {error}") from None
