"""How a person wants pages to look and figures to be written."""

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from web.formats import DATE_FORMS, NUMBER_FORMS, DateForm, NumberForm, show_date


@dataclass(frozen=True, slots=True)
class Preferences:
    """The preferences of one person; these defaults where they have stated none."""

    number_form: NumberForm = field(default=NUMBER_FORMS["1,234.56"])
    date_form: DateForm = field(default=DATE_FORMS["24 Nov 2026"])
    time_zone: str = "UTC"
    theme: str = ""
    """"light" or "dark"; empty for what the system says."""
    compact: bool = False
    single_keys: bool = True

    def today(self) -> date:
        """Return the day that it is where the person lives."""
        return timezone.now().astimezone(ZoneInfo(self.time_zone)).date()

    def moment(self, at: datetime) -> str:
        """Return the day and the time that `at` was where the person lives."""
        local = at.astimezone(ZoneInfo(self.time_zone))
        return f"{show_date(local.date(), self.date_form)}, {local:%H:%M}"


ORDINARY = Preferences()
