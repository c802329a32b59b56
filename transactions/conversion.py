"""What postings are worth in the book's home currency, at the rate of their date."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from books.models import Book
from common.money import CURRENCIES, Currency
from common.periods import Period
from currencies.rates import RateTable


class Value(NamedTuple):
    """A posting's columns home_amount, rate, rate_date and rate_source."""

    home_amount: int | None
    rate: str
    rate_date: date | None
    rate_source: str


UNCONVERTED = Value(None, "", None, "")


class Converter:
    """Values amounts of some days; the rates are read once, however many amounts follow."""

    def __init__(self, book: Book, needed: Iterable[tuple[str, date]]) -> None:
        """`needed` names the currencies and days that amounts will be of."""
        self.home = CURRENCIES[book.home_currency]
        foreign = {(code, day) for code, day in needed if code != book.home_currency}
        self.rates: RateTable | None = None
        if foreign:
            days = [day for _, day in foreign]
            codes = {code for code, _ in foreign}
            self.rates = RateTable.load(book, codes, Period(min(days), max(days)))

    def value(self, minor: int, currency: Currency, day: date) -> Value:
        """Return what `minor` of `currency` is worth; UNCONVERTED where there is no rate."""
        if currency.code == self.home.code:
            return Value(minor, "", None, "")
        quote = self.rates.at(currency.code, day) if self.rates else None
        home = quote.worth(minor, currency, self.home) if quote else None
        if quote is None or home is None:
            return UNCONVERTED
        return Value(home, quote.text, quote.date, quote.source)
