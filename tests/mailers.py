"""Which backend sends the email of a test."""

import django

LOCMEM = "django.core.mail.backends.locmem.EmailBackend"
CONSOLE = "django.core.mail.backends.console.EmailBackend"


def send_mail_by(settings, backend):
    """Have `backend` send all email, as Django is told so from 6.1 on, or before."""
    if django.VERSION >= (6, 1):
        settings.MAILERS = {"default": {"BACKEND": backend}}
    else:
        settings.EMAIL_BACKEND = backend


def send_mail_to_nobody(settings):
    """Have email sent to a mail server that is not there."""
    smtp = "django.core.mail.backends.smtp.EmailBackend"
    if django.VERSION >= (6, 1):
        address = {"host": "127.0.0.1", "port": 1}
        settings.MAILERS = {"default": {"BACKEND": smtp, "OPTIONS": address}}
    else:
        settings.EMAIL_BACKEND = smtp
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
