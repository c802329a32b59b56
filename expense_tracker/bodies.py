"""What the application server asks before it reads the body of a request.

It asks for bodies that do not fit into memory: how large they may be at their address, and whether
they come from somebody who is known.
"""

import re
from io import BytesIO
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.handlers.wsgi import WSGIRequest
from django.db import close_old_connections
from django.http import HttpResponse
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.settings import api_settings

MEBIBYTE = 2**20  # bytes
IMPORTS = "/api/v1/imports/"
RESTORE = "/api/v1/restore/"
PAGES = re.compile("/b/[0-9]{1,18}/(imports|exports/restore)/")
"""The pages that take such files; Django's routes are not known yet."""
ARCHIVE_BYTES_MAX = 32 * MEBIBYTE
"""As SENT of archives.services, which the server cannot import yet: it needs models."""
FORM_BYTES = MEBIBYTE
"""What a form takes beside its file, and more: the views say it to the byte, and in their words."""


def bytes_max(path: str) -> int:
    """Return how many bytes the body of a request to `path` may have."""
    page = PAGES.fullmatch(path)
    if path == IMPORTS or (page and page[1] == "imports"):
        return int(settings.IMPORT_BYTES_MAX) + FORM_BYTES
    if path == RESTORE or page:
        return ARCHIVE_BYTES_MAX + FORM_BYTES
    return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


def spool_bytes() -> int:
    """Return how many bytes of bodies one process may have on disk at once: two of the largest."""
    return 2 * max(bytes_max(IMPORTS), bytes_max(RESTORE))


def is_signed_in(environ: dict[str, Any]) -> bool:
    """Whether a request has a valid token, or the session of somebody who is signed in."""
    try:
        # Without what is said of the body: Django refuses to read some of it (wsgi.py).
        without_body = {"CONTENT_LENGTH": "0", "CONTENT_TYPE": "", "wsgi.input": BytesIO()}
        request = WSGIRequest({**environ, **without_body})
        classes = api_settings.DEFAULT_AUTHENTICATION_CLASSES
        authenticators = [one() for one in classes]  # type: ignore[operator]  # no longer names
        if Request(request, authenticators=authenticators).user.is_authenticated:
            return True
        SessionMiddleware(lambda _: HttpResponse()).process_request(request)
        return bool(get_user(request).is_authenticated)
    except APIException:
        return False


def is_signed_in_now(environ: dict[str, Any]) -> bool:
    """Ask `is_signed_in` outside a request, with a database connection that is not stale."""
    close_old_connections()
    try:
        return is_signed_in(environ)
    finally:
        close_old_connections()
