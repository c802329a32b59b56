"""The settings stop the start with one clear line, and are safe in production."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import django
import pytest

ROOT = Path(__file__).resolve().parent.parent
GOOD_KEY = "n1cMkSyN7pG3xQ0vWzZ5uJb8LrTe2HfDa9KsXo4YwVq6BtRjEhUm"
PRODUCTION = {
    "SECRET_KEY": GOOD_KEY,
    "ALLOWED_HOSTS": "expenses.example.org",
    "CSRF_TRUSTED_ORIGINS": "https://expenses.example.org",
    "TRUSTED_PROXIES": "1",
    "LOG_FORMAT": "json",
}

# Django has other names for the settings of email from 6.1 on.
PASSWORD_OF_MAIL = (
    "MAILERS['default']['OPTIONS']['password']"
    if django.VERSION >= (6, 1)
    else "EMAIL_HOST_PASSWORD"
)


def start(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run Python in an environment of just these variables."""
    environment = {"PATH": os.environ["PATH"], "ENV_FILE": "", **variables}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True
    )


def read_setting(name: str, **variables: str) -> str:
    """The value of one setting, as Python prints it."""
    code = f"from django.conf import settings; print(repr(settings.{name}))"
    variables = {
        "SECRET_KEY": GOOD_KEY,
        "DJANGO_SETTINGS_MODULE": "expense_tracker.settings",
        **variables,
    }
    result = start("-c", code, **variables)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too weak"),
        ({"SECRET_KEY": "change-me-" * 10}, "SECRET_KEY is too weak"),
        ({"SECRET_KEY": f"django-insecure-{GOOD_KEY}"}, "SECRET_KEY is too weak"),
        ({"DEBUG": "perhaps"}, "DEBUG is 'perhaps'"),
        ({"DEBUG": "on", "ALLOWED_HOSTS": "example.org"}, "DEBUG is on while ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS is '*'"),
        ({"HTTPS": "offf"}, "HTTPS is 'offf'"),
        ({"HSTS_SECONDS": "a year"}, "HSTS_SECONDS is 'a year'"),
        ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES is '-1'"),
        ({"CSRF_TRUSTED_ORIGINS": "example.org"}, "CSRF_TRUSTED_ORIGINS holds 'example.org'"),
        ({"CORS_ALLOWED_ORIGINS": "*"}, "CORS_ALLOWED_ORIGINS holds '*'"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL is malformed"),
        ({"DATABASE_URL": "mysql://user:password@host/"}, "DATABASE_URL is malformed"),
        ({"DATABASE_URL": "mysql://user:password@host:port/name"}, "DATABASE_URL is malformed"),
        ({"DATABASE_URL": "postgres://user:password@host/name"}, "DATABASE_URL is malformed"),
        ({"DATABASE_URL": "sqlite:///a", "DB_NAME": "b"}, "DATABASE_URL and DB_NAME are both set"),
        ({"DB_NAME": "b", "DB_PORT": "abc"}, "DB_PORT is 'abc'"),
        ({"DB_USER": "b"}, "DB_NAME is missing"),
        ({"DB_NAME": "b", "DB_SSL_CA": "/not/there"}, "DB_SSL_CA names /not/there"),
        ({"CACHE_URL": "nonsense"}, "CACHE_URL is malformed"),
        ({"EMAIL_URL": "nonsense"}, "EMAIL_URL is malformed"),
        ({"REGISTRATION_OPEN": "sometimes"}, "REGISTRATION_OPEN is 'sometimes'"),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL is 'LOUD'"),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT is 'xml'"),
        ({"METRICS_ADDRESS": "9100"}, "METRICS_ADDRESS is '9100': write host:port, such as"),
        ({"METRICS_ADDRESS": "127.0.0.1:"}, "METRICS_ADDRESS is '127.0.0.1:'"),
        ({"METRICS_ADDRESS": "127.0.0.1:0"}, "METRICS_ADDRESS is '127.0.0.1:0'"),
        ({"METRICS_ADDRESS": ":65536"}, "METRICS_ADDRESS is ':65536'"),
        ({"METRICS_ADDRESS": "::1:9100"}, "METRICS_ADDRESS is '::1:9100'"),
        ({"METRICS_ADDRESS": "http://localhost:9100"}, "METRICS_ADDRESS is 'http://localhost"),
        ({"ENV_FILE": "/not/there"}, "ENV_FILE names /not/there"),
        ({"SECRET_KEY_FILE": "/not/there"}, "SECRET_KEY and SECRET_KEY_FILE are both set"),
        ({"TOKEN_KEY_FILE": "/not/there"}, "TOKEN_KEY_FILE names /not/there, which cannot be read"),
        ({"TOKEN_KEY_FILE": "/dev/null"}, "TOKEN_KEY_FILE names /dev/null: it has to hold"),
        ({"EMAIL_URL_FILE": "."}, "EMAIL_URL_FILE names ., which cannot be read: Is a directory"),
        ({"DB_PASSWORD_FILE": "README.md"}, "DB_NAME is missing while DB_PASSWORD is set"),
        ({"DATABASE_URL_FILE": "README.md"}, "DATABASE_URL_FILE names README.md: it has to hold"),
    ],
)
def test_a_bad_value_stops_the_start_with_one_line(variables: dict[str, str], says: str) -> None:
    result = start("manage.py", "check", **{"SECRET_KEY": GOOD_KEY, **variables})
    assert result.returncode == 1
    assert result.stderr.startswith(f"settings: {says}")
    assert result.stderr.count("\n") == 1
    assert "password" not in result.stderr


def test_the_production_configuration_passes_djangos_deployment_checks() -> None:
    result = start("manage.py", "check", "--deploy", "--fail-level=WARNING", **PRODUCTION)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    ("setting", "safe"),
    [
        ("DEBUG", "False"),
        ("SECURE_SSL_REDIRECT", "True"),
        ("SESSION_COOKIE_SECURE", "True"),
        ("CSRF_COOKIE_SECURE", "True"),
        ("SESSION_COOKIE_NAME", "'__Host-sessionid'"),
        ("CSRF_COOKIE_NAME", "'__Host-csrftoken'"),
        ("ALLOWED_HOSTS", "['localhost', '127.0.0.1', '[::1]']"),
        ("CORS_ALLOWED_ORIGINS", "[]"),
        ("SECURE_PROXY_SSL_HEADER", "None"),
        ("PASSWORD_HASHERS[0]", "'django.contrib.auth.hashers.Argon2PasswordHasher'"),
    ],
)
def test_what_nobody_set_is_safe(setting: str, safe: str) -> None:
    assert read_setting(setting) == safe


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "env"
    file.write_text(f"SECRET_KEY={GOOD_KEY}\nLOG_LEVEL=ERROR\nLOG_FORMAT=json\n")
    given = {"ENV_FILE": str(file), "LOG_LEVEL": "DEBUG"}
    assert read_setting("LOG_LEVEL", **given) == "'DEBUG'"
    assert read_setting("LOG_FORMAT", **given) == "'json'"


@pytest.mark.parametrize(
    ("name", "said", "setting", "found"),
    [
        ("TOKEN_KEY", f"{GOOD_KEY}x\n", "TOKEN_KEY", f"{GOOD_KEY}x"),
        ("DB_PASSWORD", " p@$s \r\n", "DATABASES['default']['PASSWORD']", " p@$s "),
        ("DATABASE_URL", "mysql://me:p%24@h/money", "DATABASES['default']['PASSWORD']", "p$"),
        ("EMAIL_URL", "smtp+tls://me:p%40ss@h:587\n", PASSWORD_OF_MAIL, "p@ss"),
        ("CACHE_URL", "redis://:pw@h:6379/1\n", "CACHES['default']['LOCATION']", "redis://:pw@h:6379/1"),
    ],
)  # fmt: skip
def test_a_secret_can_come_from_a_file(name, said, setting, found, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(said)
    parts = {"DB_NAME": "money"} if name == "DB_PASSWORD" else {}
    assert read_setting(setting, **{f"{name}_FILE": str(file)}, **parts) == repr(found)


def test_the_key_of_the_server_can_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(f"{GOOD_KEY}\n")
    assert start("manage.py", "check", SECRET_KEY_FILE=str(file)).returncode == 0


def test_a_relative_sqlite_path_counts_from_the_projects_folder() -> None:
    found = read_setting("DATABASES['default']['NAME']", DATABASE_URL="sqlite:///var/x.sqlite3")
    assert found == repr(str(ROOT / "var" / "x.sqlite3"))


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        ("", "None"),
        (":9100", "Address(host='', port=9100)"),
        ("localhost:9100", "Address(host='localhost', port=9100)"),
        ("[::1]:9100", "Address(host='::1', port=9100)"),
    ],
)
def test_the_address_of_metrics_is_a_host_and_a_port(stated: str, found: str) -> None:
    assert read_setting("METRICS_ADDRESS", METRICS_ADDRESS=stated) == found


@pytest.mark.parametrize(
    "variables",
    [
        {"DATABASE_URL": "mysql://me:p%40ss@db.example.org:3307/money"},
        {
            "DB_NAME": "money",
            "DB_USER": "me",
            "DB_PASSWORD": "p@ss",
            "DB_HOST": "db.example.org",
            "DB_PORT": "3307",
        },
    ],
)
def test_a_mysql_database_is_named_by_a_url_or_in_parts(variables: dict[str, str]) -> None:
    keys = ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT")
    expected = ["django.db.backends.mysql", "money", "me", "p@ss", "db.example.org", 3307]
    found = ast.literal_eval(read_setting("DATABASES['default']", **variables))
    assert [found[key] for key in keys] == expected
    assert found["CONN_HEALTH_CHECKS"]
    assert found["OPTIONS"]["charset"] == "utf8mb4"
