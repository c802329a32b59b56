"""Dates after today, which no row has that was booked: their years are mistyped, or counted from
another epoch."""

from datetime import UTC, date, datetime, timedelta

from readers.statement import Unreadable
from readers.tables.columns import Columns
from readers.tables.dates import Parser
from readers.tables.evidence import Evidence

AHEAD = timedelta(days=31)
"""How far ahead banks date what is to be booked: card statements by their day of payment."""


def is_future(day: date) -> bool:
    """Whether nothing that was booked can have this date."""
    return day > datetime.now(UTC).date() + AHEAD


def ask_for_future(found: Evidence, columns: Columns, parse: Parser) -> None:
    """Raise Unreadable where most of the first rows are of the future."""
    place = columns["date"][0]
    days = [day for cells in found.sample if (day := parse(cells[place]))]
    future = [day for day in days if is_future(day)]
    if not future or len(future) * 2 < len(days):
        return
    raise Unreadable(
        "future_dates",
        f"{len(future)} rows are dated after today, such as {future[0]}. If the years are of "
        "another calendar, state `calendar`. If the order is wrong, state `date_format`. If the "
        "dates are right, state `future_dates` as true.",
        option="calendar",
    )
