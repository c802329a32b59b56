"""`manage.py demo`: a household to look at, made through the services."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from rest_framework.test import APIClient

from books.models import Cause
from books.unit_of_work import Actor
from common.periods import Month
from expense_tracker.management.commands.demo import fill
from statements.models import Statement
from tests.copies import made_once

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def said():
    """What the command says once it has made the household."""
    return made_once("demo", demo)


def demo():
    output = StringIO()
    call_command("demo", stdout=output)
    return output.getvalue()


def test_a_household_whose_last_day_is_the_first_of_a_month(alice):
    """What is new is of the month before, whose statement is not closed yet."""
    first = timezone.localdate().replace(day=1)
    fill(alice.book, Actor(alice.user.pk, Cause.DEMO), first)
    ends = [one.date for one in Statement.objects.for_book(alice.book).filter(closed=True)]
    assert ends == [Month.of(first).shifted(-2).last]


def test_the_demo_user_signs_in_and_finds_three_years_of_a_household(said):
    password = re.search(r"password (\S+),", said)[1]
    client = APIClient()
    signed_in = client.post("/api/v1/login/", {"username": "demo", "password": password})
    assert signed_in.status_code == 200
    client.credentials(HTTP_AUTHORIZATION=f"Token {signed_in.json()['token']}")
    months = client.get("/api/v1/reports/trend/?months=36").json()["months"]
    assert all(float(month["expense"]) > 0 for month in months[:-1])
    kinds = {
        kind: client.get(f"/api/v1/transactions/?type={kind}&limit=1").json()["results"]
        for kind in ("income", "expense", "transfer")
    }
    assert all(kinds.values())
    travel = client.get("/api/v1/reports/balances/").json()["accounts"][-1]
    assert travel["currency"] == "USD"
    assert float(travel["home_balance"]) > 0
    members = client.get("/api/v1/members/").json()["results"]
    assert [member["role"] for member in members] == ["owner", "editor"]
    (budget,) = client.get("/api/v1/budgets/").json()["results"]
    day = client.get("/api/v1/transactions/?limit=1").json()["results"][0]["date"]
    report = f"/api/v1/budgets/{budget['id']}/report/?start_date={day}&end_date={day}"
    (period,) = client.get(report).json()["periods"]
    assert len(period["lines"]) == 9
    assert any(one["carried"] != "0.00" for one in period["lines"])
    month_on = timezone.localdate() + timedelta(days=31)
    due = client.get(f"/api/v1/schedules/upcoming/?end_date={month_on}").json()["occurrences"]
    assert {one["name"] for one in due} == {"Rent", "Streaming", "Pay from the library"}
    (dearer,) = client.get("/api/v1/schedules/price-changes/").json()["price_changes"]
    assert (dearer["name"], dearer["old"], dearer["new"]) == ("Streaming", "14.83", "17.99")
    settled = client.get("/api/v1/occurrences/?limit=100").json()["results"]
    assert len(settled) > 30
    assert {one["state"] for one in settled} == {"matched"}
    (agreed,) = client.get("/api/v1/statements/accounts/").json()["accounts"]
    assert (agreed["gaps"], agreed["unsettled_postings"]) == ("0.00", 0)
    without = client.get("/api/v1/transactions/?category=none").json()["results"]
    assert len(without) > 1
    (waiting,) = client.get("/api/v1/imports/").json()["results"]
    assert waiting["state"] == "waiting"


def test_every_figure_of_the_demo_agrees_with_its_postings(said):
    call_command("check_books")


def test_a_second_demo_is_refused_and_adds_nothing(said):
    with pytest.raises(CommandError, match="already"):
        call_command("demo")
