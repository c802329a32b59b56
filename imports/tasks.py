"""What workers do in the background, as `django-tasks` queues it in the database."""

from collections.abc import Callable

from django.db import transaction
from django_tasks import task

from books.door import retrying
from imports import services
from imports.models import Import, State
from imports.running import take_further
from imports.workers import left_alone


@task()
def work_on(import_id: int) -> None:
    """Take an import as far as it goes without anybody's word."""
    take_further(import_id)


def in_background(write: Callable[[], Import]) -> Import:
    """Return the import that `write` returns; in the same transaction, a worker is to go on.

    `write` runs again where the database asks for that.
    """

    def attempt() -> Import:
        with transaction.atomic():
            imported = write()
            if imported.state in (State.WAITING, State.COMMITTING):
                work_on.enqueue(imported.pk)
            return imported

    return retrying(attempt)


def take_up_again() -> None:
    """Have somebody go on with every import that its worker has left alone."""
    for import_id in left_alone():
        with transaction.atomic():
            if services.release(import_id):
                work_on.enqueue(import_id)
