"""What may be wrong with an installation, and the way out of it: what `manage.py doctor` asks."""

import shutil
import stat
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.checks import WARNING, run_checks
from django.db import Error, connection

from archives.backups import CHECKED, newest_backups
from expense_tracker.checks import violated_checks_are_refused
from expense_tracker.readiness import RECOVER, Finding, findings
from users.second_step import people_with_unreadable_steps

GIB = 2**30  # bytes
ROOM_LEAST = GIB
"""What a disk has to have left: a large import and its temporary files take as much."""
COPIES = 3
"""How often a file to import lies in the temporary folder while it comes in."""
CLOCK_MAX = timedelta(seconds=5)
"""How far the clocks of server and database may differ: codes of authenticators last 30 seconds,
and what a heartbeat or a session is judged by comes from both."""
BACKUP_AGE_MAX = timedelta(days=2)
"""A daily backup may fail once before somebody has to look."""
DURABLE = {
    "innodb_flush_log_at_trx_commit": "1",
    "innodb_doublewrite": "ON",
    "sync_binlog": "1",
}
"""Variables of MariaDB and MySQL without which a crash may lose what was acknowledged. The last one
counts where there is a binary log."""
COLLATION = "utf8mb4_bin"
"""By another one, names that differ in case or accents alone are equal to the database."""


def diagnosis(backups: Path) -> Iterator[Finding]:
    """Yield what is found, a look at a time; without a database the looks at it are left out."""
    yield from look_at_settings()
    yield from look_at_secrets()
    yield from look_at_static_files()
    found = list(findings())
    yield from found
    if not found[0].fault and connection.vendor == "mysql":
        yield from look_at_variables()
        yield from look_at_clock()
    if not found[0].fault and connection.vendor == "sqlite":
        yield look_at_file()
    if not any(one.fault for one in found if one.name in {"database", "migrations"}):
        yield look_at_constraints()
        yield look_at_second_steps()
    yield from look_at_disks()
    yield from look_at_backups(backups)


def look_at_settings() -> Iterator[Finding]:
    """What Django's checks say of settings; of a server that others reach, those for it as well."""
    try:
        says = run_checks(include_deployment_checks=settings.HTTPS)
    except Error:
        # From Django 6.1 on, checks of models ask MySQL and MariaDB what they can do.
        fault = "they cannot be checked while the database does not answer"
        yield Finding("settings", fault, "Start it, or mend DATABASE_URL.")
        return
    found = [
        Finding("settings", one.msg.rstrip("."), one.hint or f"See {one.id} of Django's checks.")
        for one in says
        if one.level >= WARNING and not one.is_silenced()
    ]
    for host in settings.ALLOWED_HOSTS:
        if host.startswith("."):
            fault = f"ALLOWED_HOSTS has {host}, which is every name below it"
            found.append(Finding("settings", fault, "List the names of this server."))
    others = set(settings.ALLOWED_HOSTS) - set(settings.LOCAL_HOSTS)
    if others and not settings.HTTPS:
        fault = f"HTTPS is off, and {min(others)} is not a name of this machine alone"
        found.append(Finding("settings", fault, "Set HTTPS=on, behind something that ends TLS."))
    yield from found or [Finding("settings")]


def look_at_secrets() -> Iterator[Finding]:
    """Whether the file of settings can be read by anybody on this machine."""
    file = Path(settings.ENV_FILE) if settings.ENV_FILE else None
    if file and file.is_file() and file.stat().st_mode & stat.S_IROTH:
        fault = f"everybody on this machine can read {file}"
        yield Finding("secrets", fault, f"Run chmod o= {file}.")
    else:
        yield Finding("secrets")


def look_at_static_files() -> Iterator[Finding]:
    """Whether the files of the pages were collected: without them no page can be made."""
    if not Path(settings.STATIC_ROOT, "staticfiles.json").is_file():
        yield Finding("static files", "they are not collected", "Run manage.py collectstatic.")
    else:
        yield Finding("static files")


def look_at_variables() -> Iterator[Finding]:
    """Whether MariaDB or MySQL keeps what it has acknowledged, and compares texts as we do."""
    with connection.cursor() as cursor:
        names = [*DURABLE, "log_bin", "collation_database"]
        cursor.execute("SHOW VARIABLES WHERE Variable_name IN %s", [tuple(names)])
        found: dict[str, str] = dict(cursor.fetchall())
    if found["log_bin"] == "OFF":
        found.pop("sync_binlog", None)
    faults = []
    for name, wanted in DURABLE.items():
        if found.get(name, wanted) != wanted:
            fault = f"{name} is {found[name]}: a crash may lose what was acknowledged"
            faults.append((fault, f"Set {name}={wanted} in its configuration."))
    if found["collation_database"] != COLLATION:
        fault = f"the database compares texts by {found['collation_database']}, not {COLLATION}"
        faults.append((fault, "See docs/deployment.md, Database."))
    name = "database variables"
    yield from [Finding(name, *fault) for fault in faults] or [Finding(name)]


def look_at_clock() -> Iterator[Finding]:
    """Whether the database has the same time as this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT UTC_TIMESTAMP(6)")
        (at,) = cursor.fetchone()
    apart = datetime.now(UTC) - at.replace(tzinfo=UTC)
    if abs(apart) > CLOCK_MAX:
        fault = f"this machine and the database are {abs(apart).total_seconds():.0f} seconds apart"
        yield Finding("clock", fault, "Let both take the time from a time server.")
    else:
        yield Finding("clock")


def look_at_file() -> Finding:
    """Whether every page of a SQLite file is sound: one that nobody reads says nothing else."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(1)")
            (said,) = cursor.fetchone()
    except Error as error:
        said = str(error)
    if said != "ok":
        return Finding("database file", f"it is damaged: {' '.join(said.split())}", RECOVER)
    return Finding("database file")


def look_at_constraints() -> Finding:
    """Whether the database refuses a row that breaks a CHECK constraint."""
    for found in violated_checks_are_refused(None, databases=["default"]):
        return Finding("constraints", found.msg.rstrip("."), found.hint or "")
    return Finding("constraints")


def look_at_second_steps() -> Finding:
    """Whether the key is the one that second steps were encrypted under."""
    count = len(people_with_unreadable_steps())
    if count:
        fault = f"those of {count:,} people are encrypted under another TOKEN_KEY or SECRET_KEY"
        return Finding("second steps", fault, f"Set the earlier key again. {RECOVER}")
    return Finding("second steps")


def look_at_disks() -> Iterator[Finding]:
    """Whether there is room for temporary files and, of SQLite, for the database."""
    needs = {tempfile.gettempdir(): max(ROOM_LEAST, COPIES * settings.IMPORT_BYTES_MAX)}
    if connection.vendor == "sqlite":
        folder = str(Path(settings.DATABASES["default"]["NAME"]).parent)
        needs[folder] = max(ROOM_LEAST, needs.get(folder, 0))
    for folder, need in needs.items():
        left = shutil.disk_usage(folder).free
        fault = f"{folder} has {left / GIB:.1f} GiB left, and needs {need / GIB:.1f}"
        way_out = "Make room there, name another TMPDIR, or lower IMPORT_MIB_MAX."
        yield Finding("disk", fault, way_out) if left < need else Finding("disk")


def look_at_backups(folder: Path) -> Iterator[Finding]:
    """Whether the newest file in the folder of backups is from these days."""
    found = folder.iterdir() if folder.is_dir() else ()
    files = [path for path in found if path.is_file() and path.name != CHECKED]
    if not files:
        way_out = "Run manage.py backup each day, or name their folder: doctor --backups FOLDER."
        yield Finding("backups", f"there is none in {folder}", way_out)
        return
    newest = datetime.fromtimestamp(max(path.stat().st_mtime for path in files), UTC)
    if datetime.now(UTC) - newest > BACKUP_AGE_MAX:
        fault = f"the newest in {folder} is of {newest:%Y-%m-%d}"
        yield Finding("backups", fault, "Look why manage.py backup did not run.")
    else:
        yield Finding("backups")
    if newest_backups(folder):
        yield look_at_check_of_backups(folder / CHECKED)


def look_at_check_of_backups(note: Path) -> Finding:
    """Whether the backups of books were found usable in these days."""
    name, way_out = "check of backups", f"Run manage.py check_backups --in {note.parent}."
    if not note.is_file():
        return Finding(name, f"none has succeeded in {note.parent}", way_out)
    at = datetime.fromtimestamp(note.stat().st_mtime, UTC)
    if (age := datetime.now(UTC) - at) > BACKUP_AGE_MAX:
        fault = f"the last that succeeded was on {at:%Y-%m-%d}, {age.days} days ago"
        return Finding(name, fault, way_out)
    return Finding(name)
