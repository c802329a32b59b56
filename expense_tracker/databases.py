"""The settings of the database, read from the environment."""

from contextlib import suppress
from pathlib import Path
from typing import Any

from expense_tracker.environment import env, is_given, secret, stop, whole_number

DATABASE_PARTS = ["DB_NAME", "DB_USER", "DB_PASSWORD", "DB_HOST", "DB_PORT"]
DEFAULT_FILE = Path("var", "expense_tracker.sqlite3")
SQLITE_OPTIONS = {
    # One writer at a time, in the queue from the first statement on: a transaction that reads and
    # then writes would otherwise fail at once with "database is locked".
    "transaction_mode": "IMMEDIATE",
    # Seconds that a writer waits for another: longer than below, since all books share one lock.
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; "
        # KiB for each connection: room for the pages of a large change, which would otherwise go to
        # disk and back. An import of 100,000 rows writes 319 MiB with 64 MiB of room, 354 with 8,
        # and 650 with 2.
        "PRAGMA cache_size = -8192;"
    ),
}
MYSQL_OPTIONS = {
    "charset": "utf8mb4",
    "collation": "utf8mb4_bin",
    "isolation_level": "read committed",
    # A writer that waits longer than this for a book's lock gets a 503 with Retry-After, well
    # before the application server gives the request up.
    "init_command": (
        "SET SESSION sql_mode = 'TRADITIONAL,ONLY_FULL_GROUP_BY', innodb_lock_wait_timeout = 5"
    ),
}


def _from_url(url: str) -> dict[str, Any]:
    """Django's settings of the database that `url` names; a URL of another form stops the start."""
    config: dict[str, Any] = {}
    if url.startswith(("mysql://", "sqlite://")):
        with suppress(ValueError):
            config = dict(env.db_url_config(url))
    if not config.get("NAME"):
        # The URL holds a password, so it is not repeated here.
        stop(
            "DATABASE_URL is malformed: write mysql://USER:PASSWORD@HOST:3306/NAME "
            "or sqlite:///FILE."
        )
    return config


def _from_parts() -> dict[str, Any]:
    """Django's settings of the MySQL or MariaDB database that the DB_ variables name."""
    return {
        "ENGINE": "django.db.backends.mysql",
        "NAME": env.str("DB_NAME"),
        "USER": env.str("DB_USER", default=""),
        "PASSWORD": secret("DB_PASSWORD"),
        "HOST": env.str("DB_HOST", default="127.0.0.1"),
        "PORT": whole_number("DB_PORT", default=3306),
    }


def chosen_database(base: Path) -> dict[str, Any]:
    """Django's settings of the one database that the environment names, with our options.

    Where it names none, that is a SQLite file below `base`, the folder of data.
    """
    url = secret("DATABASE_URL")
    parts = [name for name in DATABASE_PARTS if is_given(name)]
    if url and parts:
        stop(f"DATABASE_URL and {parts[0]} are both set: keep one of them.")
    if parts and not env.str("DB_NAME", default=""):
        stop(f"DB_NAME is missing while {parts[0]} is set: it names the MySQL database.")
    config = _from_parts() if parts else _from_url(url or f"sqlite:///{base / DEFAULT_FILE}")
    config["CONN_MAX_AGE"] = 60  # seconds: a server that came back is used again within a minute
    if config["ENGINE"] == "django.db.backends.sqlite3":
        # A path that is not absolute counts from the folder of data, wherever we were started.
        file = base / config["NAME"]
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        config["NAME"] = str(file)
        config["ENGINE"] = "expense_tracker.sqlite"  # Django's, with a queue of writers
        config["OPTIONS"] = SQLITE_OPTIONS
        return config
    config["OPTIONS"] = {**config.get("OPTIONS", {}), **MYSQL_OPTIONS}
    if certificate := env.str("DB_SSL_CA", default=""):
        if not Path(certificate).is_file():
            stop(f"DB_SSL_CA names {certificate}, and there is no such file.")
        config["OPTIONS"]["ssl"] = {"ca": certificate}
    config["CONN_HEALTH_CHECKS"] = True
    config["TEST"] = {"CHARSET": "utf8mb4", "COLLATION": "utf8mb4_bin"}
    return config
