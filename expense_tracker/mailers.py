"""The settings of email, read from its URL."""

from typing import Any

import django

from expense_tracker.environment import env

TIMEOUT_SECONDS = 10
"""For how long a request waits at the most."""
_SMTP = {
    "EMAIL_HOST": "host",
    "EMAIL_PORT": "port",
    "EMAIL_HOST_USER": "username",
    "EMAIL_HOST_PASSWORD": "password",
    "EMAIL_USE_TLS": "use_tls",
    "EMAIL_USE_SSL": "use_ssl",
    "EMAIL_TIMEOUT": "timeout",
}
_FILES = {"EMAIL_FILE_PATH": "file_path"}
_OPTIONS = {
    "django.core.mail.backends.smtp.EmailBackend": _SMTP,
    "django.core.mail.backends.filebased.EmailBackend": _FILES,
}
"""How MAILERS names what the earlier settings say, for each backend that takes options."""


def mail_settings(url: str) -> dict[str, Any]:
    """Return the settings for the email that `url` names.

    They are EMAIL_HOST and its like, and MAILERS from Django 6.1 on, which deprecates the others. A
    URL of another form raises KeyError, ValueError or ImproperlyConfigured.
    """
    found: dict[str, Any] = {**env.email_url_config(url), "EMAIL_TIMEOUT": TIMEOUT_SECONDS}
    if django.VERSION < (6, 1):
        return found
    names = _OPTIONS.get(found["EMAIL_BACKEND"], {})
    stated = {names[name]: value for name, value in found.items() if name in names}
    options = {name: value for name, value in stated.items() if value is not None}
    return {"MAILERS": {"default": {"BACKEND": found["EMAIL_BACKEND"], "OPTIONS": options}}}
