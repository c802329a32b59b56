"""How addresses write ids, days and invitations."""

from datetime import date

from django.urls import register_converter
from django.urls.converters import IntConverter, StringConverter

from households.tokens import INVITATION_PATTERN


class RowConverter(IntConverter):
    """The id of a row, which a BIGINT holds."""

    regex = "[0-9]{1,18}"


class InvitationConverter(StringConverter):
    """The text of an invitation."""

    regex = INVITATION_PATTERN


class DayConverter(StringConverter):
    """A day in ISO 8601."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:  # type: ignore[override]  # the value of the path
        """Return the day; raises ValueError, which finds no page, where it is not one."""
        return date.fromisoformat(value)


register_converter(RowConverter, "row")
register_converter(DayConverter, "day")
register_converter(InvitationConverter, "invitation")
