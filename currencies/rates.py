"""Finding the rate at which an amount of some day counts in the home currency.

The rule, for a currency and a day:
- The newest rate on or before the day counts, and it is at most RATE_AGE_DAYS_MAX days old: banks
  publish none on weekends and holidays.
- Of the rates of one day, the book's own counts before a reference rate. Of two own ones, the one
  stated in home currency for one unit counts before the one stated the other way round, which is
  inverted. Of two reference rates, the one whose source is first in the alphabet counts.
- A reference rate is per euro. Where neither currency is the euro, it is crossed over the euro,
  from two rates of the same source and the same day.
- A rate worked out from others is rounded to RATE_DIGITS significant digits, half to even, and
  counts only within RATE_MIN to RATE_MAX.
- Where there is no rate there is none: it is never taken to be 1.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain
from typing import Self

from books.models import Book
from common.periods import Period
from currencies.models import EURO, BookRate, ReferenceRate
from currencies.quotes import SOURCE_BOOK, SOURCE_IDENTITY, Quote, crossed

RATE_AGE_DAYS_MAX = 7

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Series:
    """The quotes of one currency, one a day at the most, in order of their days."""

    days: tuple[date, ...]
    quotes: tuple[Quote, ...]

    @classmethod
    def of(cls, quotes: Mapping[date, Quote]) -> Self:
        days = tuple(sorted(quotes))
        return cls(days, tuple(quotes[day] for day in days))

    def at(self, day: date) -> Quote | None:
        """Return the newest quote on or before `day`, unless it is too old."""
        index = bisect_right(self.days, day)
        if not index or (day - self.days[index - 1]).days > RATE_AGE_DAYS_MAX:
            return None
        return self.quotes[index - 1]


@dataclass(frozen=True, slots=True)
class RateTable:
    """Every rate into one home currency that a span of days can need, ready for fast look-up."""

    home: str
    series: Mapping[str, Series]

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
        quotes: dict[str, dict[date, Quote]] = {code: {} for code in foreign}
        found = (_reference_quotes(home, foreign, days), _own_quotes(book, home, foreign, days))
        for code, quote in chain.from_iterable(found):
            quotes[code][quote.date] = quote
        return cls(home, {code: Series.of(by_day) for code, by_day in quotes.items() if by_day})

    def at(self, currency: str, day: date) -> Quote | None:
        """Return the rate at which `currency` counts on `day`, or None where there is none.

        `currency` and `day` are of those that the table was loaded for. The home currency has
        the rate 1 to itself on any day.
        """
        if currency == self.home:
            return Quote(ONE, day, SOURCE_IDENTITY)
        series = self.series.get(currency)
        return series.at(day) if series else None


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


def _reference_quotes(
    home: str, foreign: Collection[str], days: Period
) -> Iterator[tuple[str, Quote]]:
    """Yield (currency, quote) from the reference rates; of one day, what counts comes last."""
    rates = ReferenceRate.objects.of({home, *foreign} - {EURO}, days)
    published: dict[tuple[str, date], dict[str, Decimal]] = {}
    for source, day, code, text in rates.values_list("source", "date", "currency", "rate"):
        published.setdefault((source, day), {EURO: ONE})[code] = Decimal(text)
    for source, day in sorted(published, reverse=True):
        per_euro = published[source, day]
        if home not in per_euro:
            continue
        for code in foreign:
            if code in per_euro and (rate := crossed(per_euro[home], per_euro[code])):
                yield code, Quote(rate, day, source)
