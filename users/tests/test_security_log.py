"""The security log: what it keeps, and that nothing takes it back."""

import pytest

from users.models import EventKind, SecurityEvent
from users.security import Origin, record

pytestmark = pytest.mark.django_db


def test_a_line_keeps_what_happened_and_from_where(ann):
    record(ann.user.pk, EventKind.SIGNED_OUT, origin=Origin("192.0.2.1", "curl/8"), detail="Why.")
    line = SecurityEvent.objects.of_user(ann.user.pk).latest("id")
    assert (line.kind, line.address, line.agent, line.detail) == (
        "signed_out",
        "192.0.2.1",
        "curl/8",
        "Why.",
    )


def test_a_line_never_fails_for_what_a_client_claims(ann):
    record(ann.user.pk, EventKind.SIGNED_OUT, origin=Origin("x" * 999, "a\0\nb" * 999))
    line = SecurityEvent.objects.latest("id")
    assert len(line.address) == 45
    assert line.agent == "ab" * 100


def test_no_line_can_be_changed_or_taken_out(ann):
    record(ann.user.pk, EventKind.SIGNED_OUT)
    line = SecurityEvent.objects.latest("id")
    line.detail = "It was not me."
    lines = SecurityEvent.objects.all()
    for attempt in (
        line.save,
        line.delete,
        lines.delete,
        lambda: lines.update(detail=""),
        lambda: lines.bulk_update([line], ["detail"]),
    ):
        with pytest.raises(TypeError, match="append-only"):
            attempt()
    assert SecurityEvent.objects.get(pk=line.pk).detail == ""
