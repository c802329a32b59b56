"""What a test that commits leaves behind is removed, and no more: a plug-in of pytest.

Django would empty every table, and then write the content types and the permissions again.
"""

from typing import Any

from django.core.cache import caches
from django.core.cache.backends.db import BaseDatabaseCache
from django.core.management.color import no_style
from django.db import connection
from django.test import TransactionTestCase

KEPT = frozenset({"django_content_type", "auth_permission"})
"""The same in every test: the migrations write them, and no request does."""


def pytest_configure() -> None:
    """Let this module remove what tests leave behind."""
    TransactionTestCase._fixture_teardown = empty_tables


def empty_tables(_test_case: Any = None) -> None:
    """Delete the rows of all tables that have some, but for those that every test begins with."""
    statements = connection.ops.sql_flush(no_style(), tables_with_rows())
    connection.ops.execute_sql_flush(statements)


def tables_with_rows() -> list[str]:
    """The tables that a test has to leave empty, and did not."""
    there = connection.introspection.django_table_names(only_existing=True, include_views=False)
    # The limits of requests are counted in the cache, whose table is not a model's.
    counted = [cache._table for cache in caches.all() if isinstance(cache, BaseDatabaseCache)]
    tables = [table for table in (*there, *counted) if table not in KEPT]
    quoted = connection.ops.quote_name
    asked = (f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {quoted(name)})" for name in tables)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return [name for (name,) in cursor.fetchall()]
