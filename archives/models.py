"""What restores keep beside the books."""

from django.db import models


class RestoreLock(models.Model):
    """The row that a restore locks while it takes ids: one, with the id 1, made by the first one.

    A row is locked everywhere, GET_LOCK of MySQL on one server of a cluster alone.
    """

    id = models.SmallIntegerField(primary_key=True)
    times = models.BigIntegerField()
    """How often it was taken."""

    def __str__(self) -> str:
        return f"taken {self.times} times"
