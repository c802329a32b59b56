"""A caller with schedules, on a day that the test states."""

from datetime import date

import pytest

from books.models import Book
from schedules.posting import record_due
from tests.cast import made

FEBRUARY = "start_date=2026-02-01&end_date=2026-02-28"


class Plan:
    """The schedules of a caller, who has one account."""

    def __init__(self, caller, set_today):
        self.caller = caller
        self.set_today = set_today
        self.account = caller.account(opening_date="2025-01-01")["id"]

    def schedule(self, *, phases=None, amount="800.00", starts="2026-01-01", **said):
        """Add a schedule; recurs each month from `starts` on unless it says otherwise."""
        usual = {"account": self.account, "starts": starts, "unit": "month", "amount": amount}
        phase = {**usual, **said.pop("phase", {})}
        said = {"name": "Rent", "type": "expense", **said}
        return self.caller.add("schedules/", phases=phases or [phase], **said)

    def calendar(self, schedule, query=FEBRUARY):
        """The occurrences of a schedule, as the API shows them."""
        return made(self.caller.get(f"schedules/{schedule['id']}/calendar/?{query}"))["occurrences"]

    def statuses(self, schedule, query=FEBRUARY):
        return [(one["due"], one["status"]) for one in self.calendar(schedule, query)]

    def upcoming(self, end):
        found = made(self.caller.get(f"schedules/upcoming/?end_date={end}"))["occurrences"]
        return [(one["name"], one["due"], one["status"]) for one in found]

    def state(self, schedule, nominal, state, **said):
        """State something of an occurrence; returns the response."""
        body = {"schedule": schedule["id"], "nominal": nominal, "state": state, **said}
        return self.caller.post("occurrences/", body)

    def work(self, today):
        """Do what the worker does on a day; returns how many occurrences it recorded."""
        self.set_today(today)
        return record_due(Book.objects.get(pk=self.caller.book.pk), date.fromisoformat(today))

    def recorded(self):
        """The transactions of the book, oldest first, as day and amount."""
        rows = made(self.caller.get("transactions/?limit=200"))["results"]
        return sorted((row["date"], row["amount"]) for row in rows)

    def undo(self, number=None):
        last = made(self.caller.get("book/"))["last_change"]
        return made(self.caller.post(f"history/{number or last}/undo/"))


@pytest.fixture
def set_today(monkeypatch):
    """Let it be another day."""

    def set_today(day):
        monkeypatch.setattr("django.utils.timezone.localdate", lambda: date.fromisoformat(day))

    return set_today


@pytest.fixture
def plan(alice, set_today):
    set_today("2026-02-03")
    return Plan(alice, set_today)
