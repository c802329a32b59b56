"""The security log: the one function that appends to it."""

from dataclasses import dataclass

from django.utils import timezone

from users.models import (
    ADDRESS_LENGTH_MAX,
    AGENT_LENGTH_MAX,
    DETAIL_LENGTH_MAX,
    EventKind,
    SecurityEvent,
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something was asked from; both empty where no request asked for it."""

    address: str = ""
    """As `users.throttles.client_network` states it."""
    agent: str = ""


NOWHERE = Origin()


def record(user_id: int, kind: EventKind, *, origin: Origin = NOWHERE, detail: str = "") -> None:
    """Append a line to the log of the user, in the database transaction that is open, if any.

    Overlong texts are cut and characters that do not print are dropped: a line never fails for
    what a client claims.
    """
    SecurityEvent.objects.create(
        user_id=user_id,
        at=timezone.now(),
        kind=kind,
        address=_fitting(origin.address, ADDRESS_LENGTH_MAX),
        agent=_fitting(origin.agent, AGENT_LENGTH_MAX),
        detail=_fitting(detail, DETAIL_LENGTH_MAX),
    )


def _fitting(text: str, length: int) -> str:
    return "".join(filter(str.isprintable, text))[:length]
