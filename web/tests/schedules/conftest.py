"""A household with payments that recur, looked at on 24 November 2026."""

from datetime import UTC, datetime

import pytest

from books.models import Book
from schedules.posting import record_due
from tests.cast import made
from web.tests.browsing import Browser

TODAY = "2026-11-24"  # a Tuesday


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 11, 24, 12, tzinfo=UTC))


@pytest.fixture
def bank(alice):
    said = {"opening_date": "2015-01-01", "default": True}
    return alice.account(name="Bank", **said)["id"]


@pytest.fixture
def browser(alice, bank):
    return Browser(alice)


@pytest.fixture
def add(alice, bank):
    """Adds a schedule, which recurs each month unless it says otherwise; returns its id."""

    def add(name="Rent", amount="800.00", starts="2026-11-28", kind="expense", phases=(), **said):
        phase = {"account": bank, "starts": starts, "unit": "month", "amount": amount}
        phase |= said.pop("phase", {})
        phases = [phase, *({**phase, **one} for one in phases)]
        return alice.add("schedules/", name=name, type=kind, phases=phases, **said)["id"]

    return add


def calendar(alice, schedule, start="2026-01-01", end="2026-12-31"):
    """The occurrences of a schedule as the API has them, by nominal date."""
    query = f"start_date={start}&end_date={end}"
    found = made(alice.get(f"schedules/{schedule}/calendar/?{query}"))["occurrences"]
    return {one["nominal"]: one for one in found}


def stored(alice, schedule):
    """What a schedule says, by the API."""
    return made(alice.get(f"schedules/{schedule}/"))


def transactions(alice):
    """The day, the amount and the status of the transactions of the book, oldest first."""
    rows = made(alice.get("transactions/?limit=200"))["results"]
    return sorted((row["date"], row["amount"], row["status"]) for row in rows)


def state(browser, schedule, nominal, do="recorded", status=303, **said):
    """Press a button of an occurrence."""
    return browser.send("occurrence_state", schedule, nominal, status=status, do=do, **said)


def work(alice, today):
    """Do what the worker does on a day."""
    return record_due(Book.objects.get(pk=alice.book.pk), today)


def form_of(answer):
    """What a browser would send of the form on the page, unchanged."""
    form = answer.context["form"]
    sent = {name: form[name].value() for name in form.fields}
    for one in ("id", "category", "text", "amount") if getattr(form, "split", None) else ():
        sent[f"line_{one}"] = [getattr(line, one) for line in form.split.lines]
    if "version" in answer.context:
        sent["version"] = answer.context["version"]
    return {name: value for name, value in sent.items() if value is not None}
