"""Databases that take rows against CHECK constraints, as TiDB does by default."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

ON_MARIADB = pytest.mark.skipif(
    "connection.vendor == 'mysql' and not connection.mysql_is_mariadb",
    reason="MySQL has no way to leave CHECK constraints out of account",
)


@contextmanager
def checks_ignored() -> Iterator[None]:
    """Have the connection of the test take such rows."""
    off, on = {
        "sqlite": ("PRAGMA ignore_check_constraints = ON", "PRAGMA ignore_check_constraints = OFF"),
        "mysql": ("SET check_constraint_checks = 0", "SET check_constraint_checks = 1"),
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(off)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(on)
