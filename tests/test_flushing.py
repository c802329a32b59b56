"""A test that commits leaves nothing to the next one but what every test begins with."""

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.test import TransactionTestCase

from tests.cast import signed_up
from tests.flushing import empty_tables, tables_with_rows
from transactions.models import Transaction
from users.models import User


@pytest.mark.django_db(transaction=True)
def test_all_rows_of_a_test_are_removed_and_those_of_the_migrations_stay() -> None:
    given = Permission.objects.count(), ContentType.objects.count()
    signed_up("carol").transaction()
    cache.set("requests", 1)
    written = {User._meta.db_table, Transaction._meta.db_table, "cache"}
    assert written <= set(tables_with_rows())
    empty_tables()
    assert tables_with_rows() == []
    assert not User.objects.exists()
    assert (Permission.objects.count(), ContentType.objects.count()) == given
    assert all(given)


def test_it_is_how_the_tests_of_a_run_are_cleaned() -> None:
    assert TransactionTestCase._fixture_teardown is empty_tables
