"""`manage.py doctor` names what is wrong with an installation, each fault with its way out."""

import os
import time
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from expense_tracker import diagnosis, heartbeats
from tests.check_constraints import ON_MARIADB, checks_ignored
from users.second_step import add_app

ON_MYSQL = pytest.mark.skipif("connection.vendor != 'mysql'", reason="a server of its own")
DAY = 24 * 3600

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sound(settings, tmp_path, monkeypatch):
    """An installation without faults, as far as a test has one."""
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    (settings.STATIC_ROOT / "staticfiles.json").touch()
    settings.ENV_FILE = str(tmp_path / "env")
    (tmp_path / "env").touch(mode=0o600)
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "expenses.sql").touch()
    settings.ALLOWED_HOSTS = settings.LOCAL_HOSTS
    settings.IMPORT_BYTES_MAX = 0
    monkeypatch.setattr(diagnosis, "ROOM_LEAST", 0)
    # The server of the tests may lose what it has acknowledged: it goes with them.
    monkeypatch.setattr(diagnosis, "DURABLE", {})
    heartbeats.beat("host 1 a")


@pytest.fixture
def ask(capsys, tmp_path):
    """Ask the doctor, and return the exit code and what was said."""

    def asked(folder="backups"):
        try:
            call_command("doctor", backups=tmp_path / folder)
        except CommandError as error:
            return 1, f"{capsys.readouterr().out}{error}"
        return 0, capsys.readouterr().out

    return asked


def test_an_installation_without_faults_is_sound(ask):
    code, said = ask()
    assert code == 0, said
    assert {line.split()[0] for line in said.splitlines()} == {"ok"}
    for name in ("settings", "secrets", "static files", "database", "migrations", "cache"):
        assert f"ok     {name}\n" in said
    for name in ("worker", "disk", "backups"):
        assert f"ok     {name}\n" in said


def public_without_https(settings, _folder):
    settings.ALLOWED_HOSTS = ["localhost", "expenses.example.org"]


def every_name_of_a_domain(settings, _folder):
    settings.HTTPS = settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = [".example.org"]


def no_redirect_to_https(settings, _folder):
    settings.HTTPS = True


def readable_by_all(_settings, folder):
    (folder / "env").chmod(0o644)


def uncollected(settings, _folder):
    (settings.STATIC_ROOT / "staticfiles.json").unlink()


def no_worker(_settings, _folder):
    heartbeats.end("host 1 a")


def large_files(settings, _folder):
    settings.IMPORT_BYTES_MAX = 2**60


def old_backup(_settings, folder):
    days = time.time() - 3 * DAY
    os.utime(folder / "backups" / "expenses.sql", (days, days))


def unchecked_backup(_settings, folder):
    (folder / "backups" / "book-1-20240115T030000Z-change-42.zip").touch()


def old_check(_settings, folder):
    unchecked_backup(_settings, folder)
    days = time.time() - 3 * DAY
    (folder / "backups" / ".last-check").touch()
    os.utime(folder / "backups" / ".last-check", (days, days))


def no_backup_but_a_check(_settings, folder):
    (folder / "backups" / "expenses.sql").unlink()
    (folder / "backups" / ".last-check").touch()


def no_backup(_settings, folder):
    (folder / "backups" / "expenses.sql").unlink()


@pytest.mark.parametrize(
    ("spoil", "fault", "way_out"),
    [
        (public_without_https, "settings: HTTPS is off, and expenses.example.org", "HTTPS=on"),
        (every_name_of_a_domain, "settings: ALLOWED_HOSTS has .example.org", "List the names"),
        (no_redirect_to_https, "settings: Your SECURE_SSL_REDIRECT", "security.W008"),
        (readable_by_all, "secrets: everybody on this machine can read", "chmod o="),
        (uncollected, "static files: they are not collected", "collectstatic"),
        (no_worker, "worker: none is running", "manage.py work"),
        (large_files, "disk: ", "lower IMPORT_MIB_MAX"),
        (old_backup, "backups: the newest in", "did not run"),
        (unchecked_backup, "check of backups: none has succeeded", "manage.py check_backups --in"),
        (old_check, "check of backups: the last that succeeded was on", "check_backups"),
        (no_backup_but_a_check, "backups: there is none in", "manage.py backup"),
        (no_backup, "backups: there is none in", "manage.py backup"),
    ],
    ids=lambda one: getattr(one, "__name__", None),
)
def test_a_fault_is_named_with_its_way_out(ask, settings, tmp_path, spoil, fault, way_out):
    spoil(settings, tmp_path)
    code, said = ask()
    assert code == 1
    assert f"fault  {fault}" in said
    assert way_out in said.split(fault)[1]


def test_a_folder_of_backups_that_is_not_there_has_none(ask):
    code, said = ask("elsewhere")
    assert (code, said.splitlines()[-1]) == (1, "1 fault.")


def test_second_steps_that_another_key_encrypted_are_counted(ask, alice, bob, settings):
    for caller in (alice, bob):
        add_app(caller.user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    assert "ok     second steps\n" in ask()[1]
    settings.TOKEN_KEY = "b" * 60
    assert (
        "fault  second steps: those of 2 people are encrypted under another TOKEN_KEY" in ask()[1]
    )


@ON_MARIADB
def test_a_database_that_takes_rows_against_a_check_is_named(ask):
    assert "ok     constraints\n" in ask()[1]
    with checks_ignored():
        code, said = ask()
    assert code == 1
    assert "fault  constraints: The database takes rows that break a CHECK constraint" in said
    assert "tidb_enable_check_constraint=ON" in said


@ON_MYSQL
def test_a_database_that_may_lose_what_it_acknowledged_is_named(ask, monkeypatch):
    monkeypatch.setattr(diagnosis, "DURABLE", {"innodb_flush_log_at_trx_commit": "never"})
    code, said = ask()
    assert code == 1
    assert "fault  database variables: innodb_flush_log_at_trx_commit is" in said
    assert "Set innodb_flush_log_at_trx_commit=never" in said


@ON_MYSQL
def test_a_database_that_compares_texts_in_another_way_is_named(ask, monkeypatch):
    monkeypatch.setattr(diagnosis, "COLLATION", "utf8mb4_nobody")
    code, said = ask()
    assert code == 1
    assert "fault  database variables: the database compares texts by utf8mb4_bin, not" in said


@ON_MYSQL
def test_a_clock_that_is_far_from_that_of_the_database_is_named(ask, monkeypatch):
    monkeypatch.setattr(diagnosis, "CLOCK_MAX", timedelta(microseconds=-1))
    code, said = ask()
    assert code == 1
    assert "fault  clock: this machine and the database are 0 seconds apart" in said


@ON_MYSQL
def test_without_a_binary_log_its_variable_does_not_count(ask, monkeypatch):
    monkeypatch.setattr(diagnosis, "DURABLE", {"sync_binlog": "7"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT @@log_bin")
        (is_logged,) = cursor.fetchone()
    assert ask()[0] == (1 if is_logged else 0)
