"""How a person wants pages to look and figures to be written."""

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from users.choices import AmountColours, Density, StartPage, Theme, Weekday
from users.models import Preference
from users.preferences import is_zone
from web.formats import DATE_FORMS, NUMBER_FORMS, DateForm, NumberForm, show_date


@dataclass(frozen=True, slots=True)
class Preferences:
    """The preferences of one person; these defaults where they have stated none."""

    number_form: NumberForm = field(default=NUMBER_FORMS["1,234.56"])
    date_form: DateForm = field(default=DATE_FORMS["24 Nov 2026"])
    first_weekday: int = Weekday.MONDAY
    """By ISO 8601: 1 is Monday."""
    time_zone: str = "UTC"
    theme: str = ""
    """"light" or "dark"; empty for what the system says."""
    compact: bool = False
    amount_colours: str = AmountColours.GREEN_IN
    single_keys: bool = True
    start_page: str = StartPage.OVERVIEW

    def today(self) -> date:
        """Return the day that it is where the person lives."""
        return timezone.now().astimezone(ZoneInfo(self.time_zone)).date()

    def moment(self, at: datetime) -> str:
        """Return the day and the time that `at` was where the person lives."""
        local = at.astimezone(ZoneInfo(self.time_zone))
        return f"{show_date(local.date(), self.date_form)}, {local:%H:%M}"


def preferences_from(row: Preference | None) -> Preferences:
    """Return the preferences that a person's row states; the defaults where there is none."""
    if row is None:
        return ORDINARY
    return Preferences(
        number_form=NUMBER_FORMS[row.number_form],
        date_form=DATE_FORMS[row.date_form],
        first_weekday=row.first_weekday,
        time_zone=row.time_zone if is_zone(row.time_zone) else ORDINARY.time_zone,
        theme="" if row.theme == Theme.SYSTEM else row.theme,
        compact=row.density == Density.COMPACT,
        amount_colours=row.amount_colours,
        single_keys=row.single_keys,
        start_page=row.start_page,
    )


ORDINARY = Preferences()
