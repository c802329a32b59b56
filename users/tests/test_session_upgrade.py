"""What an upgrade does with the sessions of a version that kept their keys in the clear."""

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from tests.stored_texts import texts_of_every_table

KEY = "k3y0fan0ldsessi0nk3y0fan0ldsessi"
OLD_TABLE = """
CREATE TABLE django_session (
    session_key varchar(40) PRIMARY KEY, session_data text NOT NULL, expire_date datetime NOT NULL
)
"""


def migrate(name):
    MigrationExecutor(connection).migrate([("users", name)])


@pytest.fixture
def earlier_version(transactional_db):
    """The database as it was, with a session; at the end, as it is now."""
    newest = [name for app, name in MigrationExecutor(connection).loader.graph.leaf_nodes("users")]
    migrate("0007_registration")
    with connection.cursor() as cursor:
        cursor.execute(OLD_TABLE)
        cursor.execute("INSERT INTO django_session VALUES (%s, 'x', '2099-01-01')", [KEY])
    MigrationRecorder(connection).record_applied("sessions", "0001_initial")
    kind = ContentType.objects.create(app_label="sessions", model="session")
    Permission.objects.create(content_type=kind, codename="view_session", name="Can view session")
    yield
    migrate(*newest)


def test_no_key_in_the_clear_survives(earlier_version):
    assert KEY in texts_of_every_table()
    migrate("0010_forget_sessions_app")
    assert KEY not in texts_of_every_table()
    assert "django_session" not in connection.introspection.table_names()
    assert not ContentType.objects.filter(app_label="sessions").exists()
    assert not MigrationRecorder(connection).migration_qs.filter(app="sessions").exists()
