"""Finding the rate at which an amount of some day counts in the home currency.

The rule, for a currency and a day:
- The newest rate on or before the day counts, and it is at most RATE_AGE_DAYS_MAX days old: banks
  publish none on weekends and holidays.
- Of the rates of one day, the book's own counts before a reference rate. Of two own ones, the one
  stated in home currency for one unit counts before the one stated the other way round, which is
  inverted. Of two reference rates, the one whose source is first in the alphabet counts.
- A reference rate is per euro. Where neither currency is the euro, it is crossed over the euro,
  from two rates of the same source and the same day.
- The rate of a currency that the euro replaced is fixed by law (currencies.fixed). It is a
  reference rate of every day from that of the law on, in place of any that was published.
- A rate worked out from others is rounded to RATE_DIGITS significant digits, half to even, and
  counts only within RATE_MIN to RATE_MAX.
- Where there is no rate there is none: it is never taken to be 1.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from books.models import Book
from common.periods import Period
from currencies.fixed import FIXED, fixed_on
from currencies.models import EURO, BookRate, ReferenceRate
from currencies.quotes import (
    ONE,
    SOURCE_BOOK,
    SOURCE_FIXED,
    SOURCE_IDENTITY,
    Quote,
    crossed,
)

RATE_AGE_DAYS_MAX = 7
"""How old a rate may be. Over Easter and Christmas that of the ECB gets four days old, and some
countries have holidays of a week. An older one says little of the day."""

Published = Mapping[tuple[str, date], Mapping[str, Decimal]]
"""Units per euro by currency, of each source and day."""


@dataclass(frozen=True, slots=True)
class Series:
    """The quotes of one currency, one a day at the most, in order of their days.

    It serves from the day `since` on: each day on which law fixes the rate of the currency, or of
    the home currency, begins another one.
    """

    since: date
    days: tuple[date, ...]
    quotes: tuple[Quote, ...]
    fixed: tuple[Decimal, Decimal] | None = None
    """The units per euro of the home currency and of this one, where both are fixed."""

    def at(self, day: date) -> Quote | None:
        """Return the newest quote on or before `day`, unless it is too old."""
        index = bisect_right(self.days, day)
        newest = self.days[index - 1] if index else None
        if self.fixed and newest != day:
            rate = crossed(*self.fixed)
            return Quote(rate, day, SOURCE_FIXED, self.fixed) if rate else None
        if newest is None or (day - newest).days > RATE_AGE_DAYS_MAX:
            return None
        return self.quotes[index - 1]


@dataclass(frozen=True, slots=True)
class RateTable:
    """Every rate into one home currency that a span of days can need, ready for fast look-up."""

    home: str
    series: Mapping[str, tuple[Series, ...]]
    """Those of each currency, the latest first."""

    @classmethod
    def load(
        cls, book: Book, currencies: Collection[str], period: Period, home: str = ""
    ) -> "RateTable":
        """Read the rates of `currencies` for the days of `period`, in two queries at the most.

        `home` is the book's home currency, unless another is given.
        """
        home = home or book.home_currency
        foreign = sorted(set(currencies) - {home})
        if not foreign:
            return cls(home, {})
        days = Period(period.start - timedelta(days=RATE_AGE_DAYS_MAX), period.end)
        published = _published({home, *foreign}, days)
        own: dict[str, dict[date, Quote]] = defaultdict(dict)
        for code, quote in _own_quotes(book, home, foreign, days):
            own[code][quote.date] = quote
        return cls(
            home,
            {
                code: tuple(
                    _series(home, code, since, published, own[code])
                    for since in _beginnings(home, code, period)
                )
                for code in foreign
            },
        )

    def at(self, currency: str, day: date) -> Quote | None:
        """Return the rate at which `currency` counts on `day`, or None where there is none.

        `currency` and `day` are of those that the table was loaded for. The home currency has
        the rate 1 to itself on any day.
        """
        if currency == self.home:
            return Quote(ONE, day, SOURCE_IDENTITY)
        for series in self.series.get(currency, ()):
            if series.since <= day:
                return series.at(day)
        return None


def _beginnings(home: str, code: str, period: Period) -> Iterator[date]:
    """Yield the days from which other rates are fixed, as far as `period` needs, latest first."""
    fixed = {FIXED[one].since for one in (home, code) if one in FIXED}
    for since in sorted({date.min, *fixed}, reverse=True):
        if since <= period.end:
            yield since
        if since <= period.start:
            return


def _series(
    home: str, code: str, since: date, published: Published, own: Mapping[date, Quote]
) -> Series:
    """Return the quotes of `code` that serve from `since` on."""
    given = {EURO: ONE, **fixed_on((home, code), since)}
    fixed = (given[home], given[code]) if home in given and code in given else None
    found = {} if fixed else _reference_quotes(home, code, given, published)
    found.update(own)
    days = tuple(sorted(found))
    return Series(since, days, tuple(found[day] for day in days), fixed)


def _own_quotes(
    book: Book, home: str, foreign: Collection[str], days: Period
) -> Iterator[tuple[str, Quote]]:
    """Yield (currency, quote) from the book's own rates; of one day, what counts comes last."""
    rates = BookRate.objects.for_book(book).between(home, foreign, days)
    direct = []
    for base, quote, day, text in rates.values_list("base", "quote", "date", "rate"):
        if quote == home:
            direct.append((base, Quote(Decimal(text), day, SOURCE_BOOK)))
        elif inverse := crossed(ONE, Decimal(text)):
            yield quote, Quote(inverse, day, SOURCE_BOOK)
    yield from direct


def _published(currencies: Collection[str], days: Period) -> Published:
    rates = ReferenceRate.objects.of(set(currencies) - {EURO}, days)
    published: dict[tuple[str, date], dict[str, Decimal]] = defaultdict(dict)
    for source, day, code, text in rates.values_list("source", "date", "currency", "rate"):
        published[source, day][code] = Decimal(text)
    # Of one day, what counts comes last.
    return {place: published[place] for place in sorted(published, reverse=True)}


def _reference_quotes(
    home: str, code: str, given: Mapping[str, Decimal], published: Published
) -> dict[date, Quote]:
    """Return the quotes of `code` by day.

    `given` are units per euro that count in place of those that were published.
    """
    quotes = {}
    for (source, day), per_euro in published.items():
        numerator = given.get(home) or per_euro.get(home)
        denominator = given.get(code) or per_euro.get(code)
        if numerator and denominator and (rate := crossed(numerator, denominator)):
            quotes[day] = Quote(rate, day, source)
    return quotes
