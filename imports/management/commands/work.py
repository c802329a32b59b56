"""`manage.py work`: do what is to be done in the background, until told to stop."""

import logging
import threading
import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, connection

from imports.tasks import take_up_again

LOOK_SECONDS = 15
"""How often a worker looks for work that another one left alone."""
POLL_SECONDS = 0.25
"""How often it asks for new work while it has none."""
RESULTS_KEPT_DAYS = 14
"""For how long it can be seen that something was done in the background."""

_log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Read and commit imports in the background, until told to stop (Ctrl-C, SIGTERM)."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("prune_db_task_results", min_age_days=RESULTS_KEPT_DAYS, verbosity=0)
        threading.Thread(target=_look_around, daemon=True).start()
        call_command(
            "db_worker",
            interval=POLL_SECONDS,
            startup_delay=False,
            reload=False,
            verbosity=options["verbosity"],
        )


def _look_around() -> None:
    """Take up what a killed worker has left, again and again."""
    while True:
        try:
            take_up_again()
        except (OperationalError, InterfaceError):
            _log.info("The database is busy or away; looking for work that was left alone later.")
        finally:
            connection.close()
        time.sleep(LOOK_SECONDS)
