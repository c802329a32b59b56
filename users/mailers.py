"""Whether there is a mail server to send email by."""

from django.conf import settings

_NO_MAIL_SERVER = {
    "django.core.mail.backends.console.EmailBackend",
    "django.core.mail.backends.dummy.EmailBackend",
}
"""What Django has in the place of a mail server where none is set: nobody would get the mail, and
the link in it, which lets one in, would stand in the log."""


def sends_mail() -> bool:
    """Return whether there is a mail server."""
    return _backend() not in _NO_MAIL_SERVER


def _backend() -> str:
    """Return the class that sends email, as Django names it from 6.1 on, or before."""
    mailers = getattr(settings, "MAILERS", None)
    return mailers["default"]["BACKEND"] if mailers else settings.EMAIL_BACKEND
