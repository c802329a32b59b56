"""Exchange rates by day, and how they are read.

A book's own rates and the reference rates that everybody shares are two tables: a unique
constraint may hold no NULL, so one column cannot say "this book's" or "nobody's".
"""

from collections.abc import Collection
from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from books.models import BookRow, BookRowQuerySet, row_stamps_constraint
from common.periods import DATE_MAX, DATE_MIN, Period
from currencies.quotes import RATE_TEXT_LENGTH_MAX, SOURCE_LENGTH_MAX

EURO = "EUR"

_DATE_WITHIN_YEARS = Q(date__gte=DATE_MIN, date__lte=DATE_MAX)
# As text: not empty, no sign, not a bare "0". That it is a number is up to parse_rate.
_RATE_BEGINS_WITH_DIGIT = Q(rate__gt="0", rate__lt=":")


class BookRateQuerySet(BookRowQuerySet["BookRate"]):
    def of_base(self, code: str) -> Self:
        return self.filter(base=code)

    def of_quote(self, code: str) -> Self:
        return self.filter(quote=code)

    def since(self, day: date) -> Self:
        return self.filter(date__gte=day)

    def until(self, day: date) -> Self:
        return self.filter(date__lte=day)

    def between(self, home: str, currencies: Collection[str], days: Period) -> Self:
        """The rates of `days` between `home` and any of `currencies`, stated either way round."""
        pairs = Q(base=home, quote__in=currencies) | Q(quote=home, base__in=currencies)
        return self.filter(pairs, date__gte=days.start, date__lte=days.end)


class BookRate(BookRow):
    """A rate that somebody entered into a book: `rate` units of `quote` for 1 unit of `base`."""

    date = models.DateField()
    base = models.CharField(max_length=3)
    quote = models.CharField(max_length=3)
    rate = models.CharField(max_length=RATE_TEXT_LENGTH_MAX)
    """The text that `quotes.format_rate` makes."""

    objects = BookRateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["book", "base", "quote", "date"], name="book_rate_once_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(base=F("quote")), name="book_rate_between_two_currencies"
            ),
            models.CheckConstraint(
                condition=_DATE_WITHIN_YEARS, name="book_rate_date_within_years"
            ),
            models.CheckConstraint(
                condition=_RATE_BEGINS_WITH_DIGIT, name="book_rate_begins_with_digit"
            ),
            row_stamps_constraint("book_rate"),
        ]
        indexes = [
            models.Index(fields=["book", "date", "id"], name="book_rate_by_date"),
            models.Index(fields=["book", "changed_in"], name="book_rate_changed"),
        ]

    def __str__(self) -> str:
        return f"{self.rate} {self.quote} for 1 {self.base} on {self.date}"


class ReferenceRateQuerySet(models.QuerySet["ReferenceRate"]):
    def from_source(self, source: str) -> Self:
        return self.filter(source=source)

    def of(self, currencies: Collection[str], days: Period) -> Self:
        return self.filter(currency__in=currencies, date__gte=days.start, date__lte=days.end)


class ReferenceRate(models.Model):
    """A rate that a bank published, for every book: `rate` units of `currency` for 1 euro."""

    source = models.CharField(max_length=SOURCE_LENGTH_MAX)
    currency = models.CharField(max_length=3)
    date = models.DateField()
    rate = models.CharField(max_length=RATE_TEXT_LENGTH_MAX)
    """The text that `quotes.format_rate` makes."""

    objects = ReferenceRateQuerySet.as_manager()

    class Meta:
        constraints = [
            # In the order in which rates are looked up: by currency and day, whatever the source.
            models.UniqueConstraint(
                fields=["currency", "date", "source"], name="reference_rate_once_a_day"
            ),
            models.CheckConstraint(condition=~Q(currency=EURO), name="reference_rate_not_of_euro"),
            models.CheckConstraint(
                condition=_DATE_WITHIN_YEARS, name="reference_rate_date_within_years"
            ),
            models.CheckConstraint(
                condition=_RATE_BEGINS_WITH_DIGIT, name="reference_rate_begins_with_digit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rate} {self.currency} for 1 {EURO} on {self.date} ({self.source})"


class PendingRevaluation(models.Model):
    """Reference rates that changed, while some books may still hold amounts at the old ones.

    Written together with the rates and deleted once every book has been seen to, so that a
    command that was cut off between the two is made good by the next one.
    """

    currencies = models.TextField()
    """ISO 4217 codes, separated by spaces."""
    start = models.DateField()
    end = models.DateField()
    """The first and the last day on which a changed rate may be used."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(start__lte=F("end")), name="pending_revaluation_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.currencies} from {self.start} to {self.end}"
