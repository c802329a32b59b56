"""`manage.py check_backups`: whether the newest backup of each book can be restored."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from archives.backups import CHECKED, newest_backups
from archives.trials import NoTrial, faults_of
from common.scratch import remove_abandoned


class Command(BaseCommand):
    # It is about files, which can be looked at also where the installation has faults.
    requires_system_checks = []
    help = (
        "Restore the newest backup of each book into a scratch database, check the books there, "
        "and remove it. The database of the installation is not touched. The exit code is 1 if "
        "a backup cannot be used, or there is none."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--in", type=Path, metavar="FOLDER", help="the folder; var/backups by default"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["in"] or settings.BACKUPS_DIR
        # What a check that was killed has left.
        remove_abandoned()
        try:
            paths = newest_backups(folder)
        except OSError as error:
            raise CommandError(f"{folder} cannot be read: {error.strerror}.") from None
        if not paths:
            raise CommandError(f"There is no backup in {folder}.")
        try:
            faults = faults_of(paths)
        except NoTrial as why:
            raise CommandError(str(why)) from None
        if faults:
            said = " ".join(f"{path.name}: {fault}" for path, fault in faults.items())
            raise CommandError(f"{len(faults):,} of {len(paths):,} backups cannot be used. {said}")
        self._note(folder)
        self.stdout.write(f"{len(paths):,} backups in {folder} restored and checked: all usable.")

    def _note(self, folder: Path) -> None:
        """Keep when the check succeeded, for `manage.py doctor`."""
        try:
            (folder / CHECKED).touch(mode=0o600)
        except OSError as error:
            # The backups are usable all the same, such as those of a disk that is read-only.
            self.stderr.write(f"{folder / CHECKED} cannot be written: {error.strerror}.")
