"""Trends by the periods of a rule: weeks, quarters, fiscal years, from pay day to pay day."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.business_days import Adjust
from common.period_rules import EVERY_MAX, Unit
from common.periods import DATE_MAX, DATE_MIN, WEEK_DAYS
from tests.cast import faults, made
from tests.copies import made_once

PAY_DAYS = "unit=month&anchor=2026-02-28&adjust=previous"
DAYS = [date(2023, 9, 30) + timedelta(days=2 * number) for number in range(120)]
TREND, CATEGORIES = "reports/trend/", "reports/categories/trend/"


def trend(caller, query):
    return made(caller.get(f"{TREND}?{query}"))["periods"]


def ends(periods):
    return [(one["start_date"], one["end_date"]) for one in periods]


@pytest.fixture
def months(alice, household):
    """The ids of `household`, with expenses on every other day of eight months."""

    def make():
        items = [
            {
                "type": "expense",
                "amount": f"{2 ** (number % 15)}.{number % 100:02}",
                "date": day.isoformat(),
                "account": household["dollars" if number % 7 == 3 else "bank"],
                **({"category": household["food"]} if number % 3 == 1 else {}),
                **({"category": household["groceries"]} if number % 3 == 2 else {}),
            }
            for number, day in enumerate(DAYS)
        ]
        made(alice.post("transactions/bulk/", {"create": items}))
        alice.add("rates/", base="USD", quote="EUR", date="2024-03-01", rate="0.9")

    made_once("months", make)
    return household


def test_a_pay_day_on_a_day_off_is_the_business_day_before(alice):
    made(alice.patch("book/", {"calendar": "ECB"}))
    found = trend(alice, f"{PAY_DAYS}&periods=3&end_date=2026-04-30")
    assert ends(found) == [
        ("2026-02-27", "2026-03-26"),
        ("2026-03-27", "2026-04-27"),
        ("2026-04-28", "2026-05-27"),
    ]


def test_no_period_begins_on_a_holiday_of_the_book_where_it_is_adjusted(alice):
    asked = "anchor=2026-04-03&adjust=next&periods=1&end_date=2026-04-20"  # Good Friday
    assert ends(trend(alice, asked)) == [("2026-04-03", "2026-05-03")]
    made(alice.patch("book/", {"calendar": "ECB"}))
    assert ends(trend(alice, asked)) == [("2026-04-07", "2026-05-03")]


@pytest.mark.parametrize(
    ("rule", "wanted"),
    [
        ("unit=day&every=10&anchor=2024-01-01", ("2024-01-31", "2024-02-09")),
        ("unit=week", ("2024-01-29", "2024-02-04")),
        ("unit=week&every=2&anchor=2024-01-07", ("2024-01-21", "2024-02-03")),
        ("unit=quarter", ("2024-01-01", "2024-03-31")),
        ("unit=year", ("2024-01-01", "2024-12-31")),
        ("unit=year&anchor=2020-04-06", ("2023-04-06", "2024-04-05")),
        ("unit=year&every=10", ("2020-01-01", "2029-12-31")),
        ("anchor=2024-01-31", ("2024-01-31", "2024-02-28")),
    ],
)
def test_the_last_period_has_the_last_day(alice, rule, wanted):
    assert ends(trend(alice, f"{rule}&periods=2&end_date=2024-02-01"))[-1] == wanted


def test_a_rule_has_twelve_periods_up_to_now_unless_it_says_otherwise(alice):
    assert len(trend(alice, "unit=week")) == 12
    assert len(trend(alice, "periods=40")) == 40


def test_months_of_a_rule_have_the_figures_of_calendar_months(alice, months):
    asked = "end_date=2024-02-10"
    by_rule = trend(alice, f"periods=5&{asked}")
    by_month = made(alice.get(f"{TREND}?months=5&{asked}"))["months"]
    for one, other in zip(by_rule, by_month, strict=True):
        assert one.pop("start_date") == f"{other.pop('year')}-{other.pop('month'):02}-01"
        assert one.pop("end_date") > "2023"
        assert one == other


def test_without_a_rule_a_trend_is_the_same_to_the_byte(alice, household):
    december, january = (
        f"/api/v1/transactions/?start_date={first}-01&end_date={first}-31&kind="
        for first in ("2023-12", "2024-01")
    )
    asked = "months=2&end_date=2024-01-31"
    assert alice.get(f"{TREND}?{asked}").content.decode() == (
        '{"currency":"EUR","months":['
        '{"year":2023,"month":12,"income":"0.00","expense":"40.00","net":"-40.00",'
        '"unconverted":[],'
        f'"income_transactions":"{december}income","expense_transactions":"{december}expense"}},'
        '{"year":2024,"month":1,"income":"3000.00","expense":"112.25","net":"2887.75",'
        '"unconverted":[{"kind":"expense","currency":"USD","amount":"20.00","postings":1,'
        f'"transactions":"{january}expense&currency=USD&converted=false"}}],'
        f'"income_transactions":"{january}income","expense_transactions":"{january}expense"}}]}}'
    )
    food = household["food"]
    assert alice.get(f"{CATEGORIES}?category={food}&{asked}").content.decode() == (
        f'{{"currency":"EUR","categories":[{{"category":{food},"name":"Food","type":"expense",'
        '"months":[{"year":2023,"month":12,"amount":"40.00","postings":1,"unconverted":[],'
        f'"transactions":"{december}expense&category={food}"}},'
        '{"year":2024,"month":1,"amount":"100.00","postings":4,'
        '"unconverted":[{"kind":"expense","currency":"USD","amount":"20.00","postings":1,'
        f'"transactions":"{january}expense&category={food}&currency=USD&converted=false"}}],'
        f'"transactions":"{january}expense&category={food}"}}]}}]}}'
    )


@pytest.mark.parametrize("below", ["true", "false"])
def test_a_period_of_a_category_leads_to_its_transactions(alice, months, below):
    asked = f"category={months['food']},none&below={below}&{PAY_DAYS}&periods=9"
    rows = made(alice.get(f"{CATEGORIES}?{asked}&end_date=2024-05-31"))["categories"]
    assert sum(one["postings"] for row in rows for one in row["periods"]) > 60
    for row in rows:
        for one in row["periods"]:
            listed = made(alice.get(one["transactions"] + "&limit=200"))["results"]
            assert len(listed) == one["postings"]


@pytest.mark.parametrize("address", [f"{TREND}?", f"{CATEGORIES}?category=none&"])
@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("unit=hour", {("?unit", "invalid_choice")}),
        ("unit=", {("?unit", "invalid_choice")}),
        ("every=0", {("?every", "min_value")}),
        (f"every={EVERY_MAX + 1}", {("?every", "max_value")}),
        ("every=1.0", {("?every", "invalid")}),
        ("periods=0", {("?periods", "min_value")}),
        ("periods=261", {("?periods", "max_value")}),
        ("anchor=2026-02-30", {("?anchor", "invalid")}),
        ("anchor=1899-12-31", {("?anchor", "out_of_range")}),
        ("adjust=later", {("?adjust", "invalid_choice")}),
        ("unit=day&unit=day", {("?unit", "repeated")}),
        ("unit=day&every=6&adjust=next", {("?adjust", "period_too_short")}),
        ("months=12&periods=12", {("?months", "months_beside_rule")}),
    ],
)
def test_a_rule_that_is_not_valid_is_refused(alice, address, query, wanted):
    assert faults(alice.get(address + query)) == wanted


def test_every_fault_of_a_rule_is_named_at_once(alice):
    wrong = "unit=x&every=0&anchor=x&adjust=x&periods=0&months=0&end_date=x&start=1"
    assert {pointer for pointer, _ in faults(alice.get(f"{TREND}?{wrong}"))} == {
        "?unit", "?every", "?anchor", "?adjust", "?periods", "?months", "?end_date", "?start",
    }  # fmt: skip
    broken = "unit=day&every=1&adjust=previous&months=2"
    assert faults(alice.get(f"{TREND}?{broken}")) == {
        ("?adjust", "period_too_short"),
        ("?months", "months_beside_rule"),
    }


def test_periods_of_a_week_may_be_adjusted(alice):
    assert len(trend(alice, "unit=day&every=7&adjust=next&periods=2")) == 2


def test_periods_have_the_days_that_the_tracker_keeps(alice, household):
    for query, wanted in (
        ("unit=week&anchor=1900-01-03&periods=260&end_date=1900-01-05",
         [("1900-01-01", "1900-01-02"), ("1900-01-03", "1900-01-09")]),
        ("unit=year&every=366&anchor=2200-12-31&periods=2&end_date=2200-12-31",
         [("1900-01-01", "2200-12-30"), ("2200-12-31", "2200-12-31")]),
    ):  # fmt: skip
        found = trend(alice, query)
        assert ends(found) == wanted
        for one in found:
            made(alice.get(one["expense_transactions"]))


@pytest.mark.parametrize("periods", [12, 52, 260])
@pytest.mark.parametrize(
    ("rule", "statements"),
    [
        ("unit=month", 1),
        ("unit=quarter", 2),
        ("unit=quarter&anchor=2024-02-10", 3),
        ("unit=day&every=10", 3),
        ("unit=week", 3),
        (PAY_DAYS, 3),
    ],
)
def test_the_figures_of_any_number_of_periods_take_three_statements_at_most(
    alice, months, rule, statements, periods, django_assert_num_queries
):
    asked = f"{rule}&periods={periods}&end_date=2024-03-31"
    # The token with the book, and the last change.
    with django_assert_num_queries(2 + statements):
        assert len(trend(alice, asked)) == periods
    # And the tree and the names of the categories.
    with django_assert_num_queries(4 + statements):
        made(alice.get(f"{CATEGORIES}?category={months['food']}&{asked}"))


@st.composite
def asked_for(draw):
    """A rule of any kind, and how many of its periods up to which day, as an address states it."""
    unit = draw(st.sampled_from(Unit))
    every = draw(st.integers(1, 4) | st.integers(1, EVERY_MAX))
    is_short = unit is Unit.DAY and every < WEEK_DAYS
    return {
        "unit": unit.value,
        "every": every,
        "anchor": draw(st.sampled_from(DAYS) | st.dates(DATE_MIN, DATE_MAX)),
        "adjust": Adjust.NONE.value if is_short else draw(st.sampled_from(Adjust)).value,
        "periods": draw(st.integers(1, 9) | st.integers(1, 260)),
        "end_date": draw(st.sampled_from(DAYS)),
    }


def told(*figures, kind):
    """What some figures of a kind come to together, converted and not."""
    apart = defaultdict(Decimal)
    for figure in figures:
        for row in figure["unconverted"]:
            if row["kind"] == kind:
                apart[row["currency"]] += Decimal(row["amount"])
    return sum(Decimal(one.get(kind, one.get("amount"))) for one in figures), dict(apart)


def nodes(branch):
    for one in branch:
        yield one
        yield from nodes(one["children"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(asked=asked_for(), calendar=st.sampled_from(["", "ECB", "DE"]))
def test_periods_tile_and_add_up_to_their_days_by_category(alice, months, asked, calendar):
    made(alice.patch("book/", {"calendar": calendar}))
    query = urlencode(asked)
    periods = trend(alice, query)
    assert 1 <= len(periods) <= asked["periods"]
    for one, following in pairwise(ends(periods)):
        day_after = date.fromisoformat(one[1]) + timedelta(days=1)
        assert following[0] == f"{day_after}"
    (start, end), last = (periods[0]["start_date"], periods[-1]["end_date"]), ends(periods)[-1]
    assert last[0] <= f"{asked['end_date']}" <= last[1]
    whole = made(alice.get(f"reports/categories/?start_date={start}&end_date={end}"))
    for kind in ("income", "expense"):
        assert told(*periods, kind=kind) == told(whole, kind=kind)
    keys = [months[name] for name in ("salary", "food", "groceries")]
    chosen = ",".join(["none", *map(str, keys)])
    rows = made(alice.get(f"{CATEGORIES}?category={chosen}&below=false&{query}"))["categories"]
    own = {
        (one["category"], one["type"]): Decimal(one["own_amount"])
        for one in nodes(whole["categories"])
    }
    for row in rows:
        assert ends(row["periods"]) == ends(periods)
        amount, _ = told(*row["periods"], kind=row["type"])
        assert amount == own.get((row["category"], row["type"]), 0)
    for kind in ("income", "expense"):
        for number, period in enumerate(periods):
            parts = [row["periods"][number] for row in rows if row["type"] == kind]
            assert told(*parts, kind=kind) == told(period, kind=kind)
