"""What a schedule may state: its limits, what is usual, and what there is to choose from."""

from django.db.models import TextChoices

ON_LENGTH_MAX = 255
"""In characters: room for every day of a month, from its beginning and from its end, with commas
between them."""
MONTHS_LENGTH_MAX = 26
"""In characters: the twelve months with commas between them."""
EARLY_DAYS_DEFAULT = 5
"""How many days before its due date a payment may come: people pay a bill when they see it."""
LATE_DAYS_DEFAULT = 10
"""How many days after it a payment may come: direct debits wait for business days, and reminders
for a week."""
WINDOW_DAYS_MAX = 60
"""The farthest that a payment may be from its due date, either way: a reminder takes a month or
two."""
PERCENT_DEFAULT = 10
"""How far an amount that is not exact may be from what is expected. Bills of energy and telephone
rise by less within a year, as a rule."""
PERCENT_MAX = 100
"""From nothing to twice of what is expected: beyond, any amount would do."""
OF_LAST_DEFAULT = 3
"""How many payments an average is of: a quarter of months, so that a season shows."""
OF_LAST_MAX = 12
"""How many payments an average is of at the most: a year of months."""

CADENCE_LENGTH_MAX = 10
"""In characters: "four_weeks" and "two_months" have 10."""


class CatchUp(TextChoices):
    """What is recorded of occurrences that were missed while no worker ran."""

    ALL = "all"
    LATEST = "latest"
    """The newest alone."""
    ASK = "ask"
    """None: a person records or skips each."""


class AmountRule(TextChoices):
    """What amount an occurrence is expected to have."""

    EXACT = "exact"
    ABOUT = "about"
    """The stated one, give or take a percentage."""
    RANGE = "range"
    """From the stated one to the highest; the middle is expected."""
    LAST = "last"
    """That of the newest payment; the stated one until there is one."""
    AVERAGE = "average"
    """The average of the newest payments; the stated one until there is one."""
    OWED = "owed"
    """What the account owes to which a transfer goes, as the due date begins."""


class State(TextChoices):
    """What is stated of an occurrence."""

    RECORDED = "recorded"
    """A transaction was recorded for it."""
    MATCHED = "matched"
    """A transaction that was there settles it."""
    SKIPPED = "skipped"
    MOVED = "moved"
    """It is expected on another day, or with another amount."""
