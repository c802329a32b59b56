"""The balances before the first and after the last row of a table, from the running balance."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from readers.statement import Balance, BalanceKind
from readers.tables.accounts import Place
from readers.tables.evidence import ACCOUNTS_MAX
from readers.tables.interpretation import Plan

_End = tuple[int, date, Decimal, Decimal]


@dataclass(slots=True)
class _Span:
    """The first and the last row of an account, as the table has them, and the days between."""

    first: _End
    last: _End
    earliest: date
    latest: date


class Ends:
    """Keeps the first and the last row of each account."""

    def __init__(self, plan: Plan) -> None:
        self.newest_first = plan.layout.newest_first
        self.chained = plan.chain is not None
        self._spans: dict[Place, _Span] = {}

    def add(self, line: int, day: date, amount: Decimal, balance: Decimal, place: Place) -> None:
        """Take the next row that has a balance."""
        end = (line, day, amount, balance)
        span = self._spans.get(place)
        if span is None:
            if len(self._spans) < ACCOUNTS_MAX:
                self._spans[place] = _Span(end, end, day, day)
            return
        span.last = end
        if day > span.latest:
            span.latest = day
        elif day < span.earliest:
            span.earliest = day

    def balances(self) -> Iterator[Balance]:
        """Yield the opening and the closing balance of each account that shows them.

        Where the running balance does not follow from the amounts, only a single row shows them.
        """
        for place, span in self._spans.items():
            if not self.chained and span.first != span.last:
                continue
            oldest, newest = span.first, span.last
            if self.newest_first:
                oldest, newest = newest, oldest
            opening = oldest[3] - oldest[2]
            for kind, line, amount, day in (
                (BalanceKind.OPENING, oldest[0], opening, span.earliest),
                (BalanceKind.CLOSING, newest[0], newest[3], span.latest),
            ):
                yield Balance(line, kind, amount, day, place.key, place.currency)
