"""Every write to preferences, and the rules over them."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction

from common.errors import NotThere, Problem, raise_problems
from users.models import Preference, User

CHOSEN = {
    field.name: list(dict(field.flatchoices))
    for field in Preference._meta.concrete_fields
    if field.choices
}
"""What each field that has choices can be."""


def zones() -> list[str]:
    """Return the names of the time zones by which people live, in order."""
    special = ("Etc/", "SystemV/", "posix/", "right/")
    named = {zone for zone in _known() if "/" in zone and not zone.startswith(special)}
    return ["UTC", *sorted(named)]


def is_zone(name: str) -> bool:
    """Return whether `name` is that of a time zone."""
    return name in _known()


@cache
def _known() -> frozenset[str]:
    """Return all names of the IANA database; the library opens each of its files for them."""
    return frozenset(available_timezones())


def problems(stated: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield every rule that the `stated` preferences break."""
    for name, value in stated.items():
        if name in CHOSEN and value not in CHOSEN[name]:
            yield Problem(f"/{name}", "invalid_choice", f"{value!r} is not one of the choices.")
    zone = stated.get("time_zone")
    if zone is not None and not is_zone(zone):
        detail = "State the name of a time zone of the IANA database, such as Europe/Berlin."
        yield Problem("/time_zone", "unknown_time_zone", detail)


def preferences_of(user: User) -> Preference:
    """Return what the person prefers: their row, or the defaults."""
    return getattr(user, "preference", None) or Preference(user=user)


def prefer(user: User, stated: Mapping[str, Any], *, assumed: bool = False) -> Preference:
    """Set the `stated` preferences, and leave the others as they are.

    `assumed` says that nobody chose them. Raises Invalid with every rule that they break.
    """
    raise_problems(problems(stated))
    with transaction.atomic():
        # The lock lets two first requests at once make one row.
        if not User.objects.select_for_update().filter(pk=user.pk).exists():
            raise NotThere
        defaults = {**stated, "assumed": assumed}
        row, _ = Preference.objects.update_or_create(user_id=user.pk, defaults=defaults)
    user.preference = row
    return row
