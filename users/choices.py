"""What people can choose from to have pages and figures as they like them."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Language(TextChoices):
    """The languages of the pages, by BCP 47."""

    ENGLISH = "en", "English"


class NumberChoice(TextChoices):
    """How numbers are written, each by how it writes 1234.56 or more."""

    COMMA_POINT = "1,234.56"
    POINT_COMMA = "1.234,56"
    SPACE_COMMA = "1 234,56"
    APOSTROPHE_POINT = "1'234.56"
    INDIAN = "1,23,456.78"


class DateChoice(TextChoices):
    """How days are written, each by how it writes 24 November 2026."""

    ISO = "2026-11-24"
    POINTS = "24.11.2026"
    SLASHES = "24/11/2026"
    MONTH_FIRST = "11/24/2026"
    WORDS = "24 Nov 2026"


class Weekday(IntegerChoices):
    """On which day a week begins, by ISO 8601."""

    MONDAY = 1, _("Monday")
    SATURDAY = 6, _("Saturday")
    SUNDAY = 7, _("Sunday")


class Theme(TextChoices):
    """Whether pages are light or dark."""

    SYSTEM = "system", _("as the device says")
    LIGHT = "light", _("light")
    DARK = "dark", _("dark")


class Density(TextChoices):
    """How much room rows have."""

    COMFORTABLE = "comfortable", _("comfortable")
    COMPACT = "compact", _("compact")


class AmountColours(TextChoices):
    """In which colour money that comes in stands."""

    GREEN_IN = "green_in", _("what comes in is green")
    RED_IN = "red_in", _("what comes in is red")
    NONE = "none", _("no colours")


class StartPage(TextChoices):
    """Which page of the book comes first."""

    OVERVIEW = "overview", _("Overview")
    TRANSACTIONS = "transactions", _("Transactions")
    ACCOUNTS = "accounts", _("Accounts")
