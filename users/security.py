"""The security log, to which this module alone appends, and where tokens are used from."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from traceback import clear_frames

from django.db import DatabaseError, OperationalError, connection, transaction
from django.utils import timezone

from users.models import (
    ADDRESS_LENGTH_MAX,
    AGENT_LENGTH_MAX,
    DETAIL_LENGTH_MAX,
    AccessToken,
    EventKind,
    SecurityEvent,
    Token,
)

KEPT_PER_HOUR = 20
"""How many failed sign-ins an hour leaves in the log of one person, and how many new addresses."""
USE_NOTED_EVERY = timedelta(minutes=5)
"""How old the note of a token's last use may be before the next use renews it."""

_LAST_KEPT = "Further events within the hour are not listed."
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something was asked from; both empty where no request asked for it."""

    address: str = ""
    """As `users.origins.client_network` states it."""
    agent: str = ""


NOWHERE = Origin()


def record(user_id: int, kind: EventKind, *, origin: Origin = NOWHERE, detail: str = "") -> None:
    """Append a line to the log of the user, in the database transaction that is open, if any.

    Overlong texts are cut and characters that do not print are dropped: a line never fails for
    what a client claims.
    """
    _line(user_id, kind, origin, detail).save()


def record_each(kind: EventKind, lines: Iterable[tuple[int, str]]) -> None:
    """Append a line for each pair of a user's id and a detail, in one statement."""
    SecurityEvent.objects.bulk_create(_line(id_, kind, NOWHERE, detail) for id_, detail in lines)


def record_some(user_id: int, kind: EventKind, *, origin: Origin, detail: str = "") -> None:
    """Append a line as `record` does, but no more than KEPT_PER_HOUR of the kind.

    For what strangers and thieves can repeat at will. The last line that is kept says so. Requests
    at the same instant may each add one beyond it.
    """
    lines = SecurityEvent.objects.of_user(user_id).filter(kind=kind)
    hour_ago = timezone.now() - timedelta(hours=1)
    kept = lines.filter(at__gt=hour_ago)[:KEPT_PER_HOUR].count()
    if kept == KEPT_PER_HOUR - 1:
        detail = f"{detail} {_LAST_KEPT}".strip()
    if kept < KEPT_PER_HOUR:
        record(user_id, kind, origin=origin, detail=detail)


def note_use(token: Token | AccessToken, origin: Origin) -> None:
    """Keep when and from where `token` was used last, and log an address that is new.

    Ordinarily the token's own row says that there is nothing to note, and this sends no statement.
    It never fails and never waits for another writer: what it could not write, the next use will.
    """
    now = timezone.now()
    stale = token.last_used_at is None or now - token.last_used_at >= USE_NOTED_EVERY
    moved = bool(origin.address) and origin.address != token.last_address
    try:
        is_new = moved and not SecurityEvent.objects.of_user(token.user_id).knows(origin.address)
        if not (stale or is_new):
            return
        with without_waiting(), transaction.atomic():
            rows = type(token)._default_manager.filter(pk=token.pk)
            # Of several requests at once from a new address, the first alone finds the old one.
            unmoved = rows.filter(last_address=token.last_address)
            if not unmoved.select_for_update(nowait=True).exists():
                return
            rows.update(last_used_at=now, last_address=origin.address or token.last_address)
            if is_new:
                label = f"With the token “{token.label}”." if token.label else ""
                record_some(token.user_id, EventKind.NEW_ADDRESS, origin=origin, detail=label)
    except OperationalError as refusal:
        # Another request was writing: the operator of the server cannot act on that.
        _log.info("The last use of %s was not recorded.", token)
        # Django's error and its frames hold each other, and with them this connection's cursor. If
        # the collector ran in the thread that is writing, freeing it would wait for this
        # connection, which by then may wait for that writer: neither would move until a timeout.
        clear_frames(refusal.__traceback__)
    except DatabaseError:
        _log.warning("The last use of %s could not be recorded.", token, exc_info=True)


def _line(user_id: int, kind: EventKind, origin: Origin, detail: str) -> SecurityEvent:
    return SecurityEvent(
        user_id=user_id,
        at=timezone.now(),
        kind=kind,
        address=fitting(origin.address, ADDRESS_LENGTH_MAX),
        agent=fitting(origin.agent, AGENT_LENGTH_MAX),
        detail=fitting(detail, DETAIL_LENGTH_MAX),
    )


def fitting(text: str, length: int) -> str:
    """Return `text` without characters that do not print, cut to `length`."""
    return "".join(filter(str.isprintable, text))[:length]


@contextmanager
def without_waiting() -> Iterator[None]:
    """Have SQLite refuse at once while another connection writes, rather than after its timeout.

    MariaDB and MySQL lock single rows, and can be asked not to wait for one.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        (usual,) = cursor.fetchone()
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")
