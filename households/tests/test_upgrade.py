"""What an upgrade does with the invitations of a version that let them outlive a membership."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from tests.cast import signed_up

APP = "households"


def migrate(name):
    """Migrate the app, and return its models as they are then."""
    executor = MigrationExecutor(connection)
    executor.migrate([(APP, name)])
    return MigrationExecutor(connection).loader.project_state([(APP, name)]).apps


@pytest.fixture
def earlier_version(transactional_db):
    """The models as they were; at the end the tables are as they are now."""
    newest = [name for _, name in MigrationExecutor(connection).loader.graph.leaf_nodes(APP)]
    yield migrate("0001_invitation")
    migrate(*newest)


def test_unused_invitations_end_and_used_ones_stay(earlier_version):
    alice, bob = signed_up("alice"), signed_up("bob")
    now = timezone.now()
    for number, used_by in enumerate([None, None, bob.user.pk, bob.user.pk]):
        earlier_version.get_model(APP, "Invitation").objects.create(
            book_id=alice.book.pk,
            role="editor",
            email="bob@example.com",
            nonce=f"{number:032}",
            digest=f"{number:064}",
            made_by_id=alice.user.pk,
            made_at=now,
            expires_at=now + timedelta(days=7),
            used_by_id=used_by,
            used_at=used_by and now,
        )
    rows = migrate("0007_former_member").get_model(APP, "Invitation").objects
    keys = list(rows.order_by("id").values_list("whom_key", "made_in"))
    assert keys == [(f"{number:032}", 0) for number in (2, 3)]
