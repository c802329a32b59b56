"""The database of the test that runs: for a program beside it, or without room."""

import os
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

from django.db import OperationalError, connection


def environment(**settings):
    """The environment of a program on the database of this test."""
    parts = connection.settings_dict
    name = parts["NAME"]
    url = f"sqlite:///{name}"
    if connection.vendor == "mysql":
        # The URL of the run, with its options, but with the database of the test.
        url = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
    ours = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "expense_tracker.settings"}
    return {**os.environ, **ours, "LOG_LEVEL": "ERROR", **settings}


@contextmanager
def full_database(table_name):
    """The database has no room for rows of a table."""
    error = OperationalError("database or disk is full")
    if connection.vendor == "mysql":
        error = OperationalError(1114, f"The table '{table_name}' is full")

    def refuse(execute, sql, params, many, context):
        if sql.startswith("INSERT") and table_name in sql:
            raise error
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield
