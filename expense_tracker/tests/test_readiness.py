"""What load balancers and monitors ask: whether the process lives, and whether it can work."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from expense_tracker import heartbeats
from expense_tracker.models import Heartbeat

NOWHERE = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "nowhere"}


def last_beat(*, seconds_ago=0.0):
    """Have a worker whose last sign of life was then."""
    at = timezone.now() - timedelta(seconds=seconds_ago)
    Heartbeat.objects.create(worker="host 1 a", at=at)


@pytest.mark.parametrize("probe", ["/livez", "/readyz"])
def test_a_probe_is_asked_by_any_name_and_without_https(db, client, settings, probe):
    settings.SECURE_SSL_REDIRECT = True
    last_beat()
    answer = client.get(probe, headers={"host": "10.0.0.7:8000"})
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert client.get("/api/v1/me/", headers={"host": "10.0.0.7:8000"}).status_code != 200
    assert client.post(probe, headers={"host": "10.0.0.7:8000"}).status_code == 405


def test_a_process_lives_whatever_its_database_does(client):
    """The database is shut to this test."""
    assert client.get("/livez").json() == {"status": "ok"}


def checks(client, status):
    answer = client.get("/readyz")
    assert answer.status_code == status
    assert answer.json()["status"] == ("ready" if status == 200 else "not ready")
    return answer.json()["checks"]


@pytest.mark.django_db
def test_a_process_is_ready_with_its_tables_its_cache_and_a_worker(client):
    last_beat()
    assert checks(client, 200) == dict.fromkeys(("database", "migrations", "cache", "worker"), "ok")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ago", "status", "says"),
    [
        (0, 200, "ok"),
        (100, 200, "ok"),
        (130, 503, "the last sign of life was at"),
        (-600, 200, "ok"),
    ],
    ids=["now", "late", "too late", "by a clock that is ahead"],
)
def test_a_worker_is_alive_for_two_minutes_after_its_last_sign(client, ago, status, says):
    last_beat(seconds_ago=ago)
    assert checks(client, status)["worker"].startswith(says)


@pytest.mark.django_db
def test_the_server_alone_is_ready_where_no_worker_is_expected(client, settings):
    assert checks(client, 503)["worker"] == "none is running"
    settings.WORKER_EXPECTED = False
    assert checks(client, 200)["worker"] == "ok"


@pytest.mark.django_db
def test_a_migration_that_is_not_applied_is_counted_and_hides_what_stands_on_it(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'books' AND name LIKE '0001%%'")
    assert checks(client, 503) == {"database": "ok", "migrations": "1 are not applied"}


@pytest.mark.django_db
def test_a_cache_without_its_table_is_named(client, settings):
    settings.CACHES = {"default": NOWHERE}
    last_beat()
    found = checks(client, 503)
    assert (found["cache"], found["worker"]) == ("it cannot be read", "ok")


@pytest.mark.django_db
def test_the_number_of_statements_of_a_probe_is_fixed(client, django_assert_num_queries):
    last_beat()
    client.get("/readyz")
    with django_assert_num_queries(5):
        client.get("/readyz")


@pytest.mark.django_db
def test_a_command_says_whether_a_worker_is_alive(capsys):
    with pytest.raises(CommandError, match="No worker is running"):
        call_command("worker_health")
    last_beat(seconds_ago=500)
    with pytest.raises(CommandError, match="The last sign of life of a worker was at"):
        call_command("worker_health")
    heartbeats.beat("host 2 b")
    call_command("worker_health")
    assert capsys.readouterr().out.startswith("The last sign of life of a worker was at")


@pytest.mark.django_db
def test_the_heartbeats_of_killed_workers_go_after_a_day():
    last_beat(seconds_ago=25 * 3600)
    heartbeats.beat("host 2 b")
    heartbeats.remove_old()
    assert [one.worker for one in Heartbeat.objects.all()] == ["host 2 b"]
