"""`manage.py doctor`: what is wrong with this installation, and the way out of each fault."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from expense_tracker.diagnosis import diagnosis


class Command(BaseCommand):
    # They are part of what it says, and do not stop it.
    requires_system_checks = []
    help = (
        "Say what is wrong with this installation: settings, database, migrations, cache, worker, "
        "clock, disks, backups. The exit code is 1 if anything is."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--backups", type=Path, metavar="FOLDER", help="where they are; var/backups by default"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        faults = 0
        for found in diagnosis(options["backups"] or settings.BACKUPS_DIR):
            if found.fault:
                faults += 1
                self.stdout.write(f"fault  {found.name}: {found.fault}.\n       {found.way_out}")
            else:
                self.stdout.write(f"ok     {found.name}")
        if faults:
            raise CommandError("1 fault." if faults == 1 else f"{faults} faults.")
