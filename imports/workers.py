"""Who works on an import, and whether they still live."""

import os
import secrets
import socket
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from imports.models import Import

SILENT_SECONDS = 600
"""How long a worker on another machine may give no sign of life before its work is another's."""

_RUN = secrets.token_hex(4)


def this_worker() -> str:
    """Return the name of this process, which no other one has, now or later."""
    return f"{socket.gethostname()[:60]} {os.getpid()} {_RUN}"


def left_alone() -> list[int]:
    """Return the ids of imports whose worker is gone."""
    found = Import.objects.exclude(worker="")
    silent = found.filter(worked_at__lt=timezone.now() - timedelta(seconds=SILENT_SECONDS))
    return sorted({*silent.values_list("pk", flat=True), *_of_the_dead_here(found)})


def _of_the_dead_here(found: "QuerySet[Import]") -> list[int]:
    return [row_id for row_id, worker in found.values_list("pk", "worker") if _is_dead(worker)]


def _is_dead(worker: str) -> bool:
    """Whether `worker` was a process of this machine that is gone; False where it is not known."""
    host, pid, run = worker.rsplit(" ", 2)
    if host != socket.gethostname()[:60] or run == _RUN:
        return False
    if int(pid) == os.getpid():
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
