"""Where a book stands: accounts month by month, and what is missing."""

from datetime import date

import pytest

from accounts.balances import movements
from accounts.stored import accounts_of
from common.periods import Month
from common.statements import Statement
from reports.balances import balance_report, balance_reports
from reports.standing import standing_of, standing_rows

_ROWS = Statement(standing_rows)


def standing(book, day, since="2023-12-01"):
    first = day.replace(day=1)
    rows = _ROWS.rows(book=book.pk, since=date.fromisoformat(since), first=first, day=day)
    return standing_of(day, rows)


@pytest.mark.parametrize("day", [date(2024, 1, 20), date(2024, 1, 31), date(2024, 2, 1)])
def test_the_month_of_the_day_is_counted_up_to_it(alice, household, day):
    found = standing(alice.book, day)
    nothing = dict.fromkeys(found.flows, 0)
    assert {**nothing, **movements(alice.book, day)} == found.moved(Month.of(day))


def test_each_month_end_is_what_the_balances_say(alice, household):
    found = standing(alice.book, date(2024, 2, 10))
    for month in (Month(2023, 12), Month(2024, 1)):
        nothing = dict.fromkeys(found.flows, 0)
        assert {**nothing, **movements(alice.book, month.last)} == found.moved(month)


def test_months_before_the_first_are_one_sum(alice, household):
    found = standing(alice.book, date(2024, 2, 10), since="2024-01-01")
    bank = found.flows[household["bank"]]
    assert dict(bank) == {None: -4000, Month(2024, 1): 300_000 - 10_000 - 11_225}


def test_what_has_no_category_and_what_has_no_rate(alice, household):
    alice.transaction(amount="7.00", date="2030-05-01", account=household["dollars"])
    found = standing(alice.book, date(2024, 1, 20))
    assert (found.unsorted.home, found.unsorted.postings) == (-1225, 2)
    assert found.unsorted.unconverted["USD"].minor == -700
    assert {key: (one.minor, one.postings) for key, one in found.apart.items()} == {
        ("expense", "USD"): (-2700, 2)
    }


def test_a_transfer_without_a_rate_is_missing_in_no_report(alice, household):
    alice.delete(f"transactions/{dollars_spent(alice)}/")
    assert standing(alice.book, date(2024, 1, 20)).apart == {}


def dollars_spent(alice):
    found = alice.get("transactions/?kind=expense&currency=USD").json()["results"]
    return found[0]["id"]


def test_balances_of_two_days_are_valued_alike(alice, household):
    alice.add("rates/", base="USD", quote="EUR", date="2024-01-31", rate="0.5")
    days = [date(2023, 12, 31), date(2024, 1, 31)]
    moved = {day: movements(alice.book, day) for day in days}
    before, now = balance_reports(alice.book, accounts_of(alice.book), moved)
    assert now == balance_report(alice.book, days[1])
    assert (before.net_worth, now.net_worth) == (96_000, 374_775 + 4_500)
