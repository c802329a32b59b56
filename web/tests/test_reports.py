"""The reports: figures that are links, periods in the address, and empty months."""

import datetime
import re
from decimal import Decimal

import pytest
from django.urls import reverse

from books.unit_of_work import change
from categories.models import Category
from tests.cast import ACTOR, signed_up
from transactions.models import Posting
from transactions.totals_rebuild import rebuild_totals
from web.figures.spans import TO
from web.tests.figures import agrees, links_of, main_of, sum_behind
from web.tests.pages import browser_of

pytestmark = pytest.mark.django_db

REPORTS = ["report_month", "report_categories", "report_trend"]
YEAR = "?start_date=2026-01-01&end_date=2026-12-31"


def report(alice, name, query=""):
    answer = browser_of(alice.user).get(reverse(f"web:{name}", args=[alice.book.pk]) + query)
    assert answer.status_code == 200
    return answer


@pytest.mark.parametrize(
    ("name", "query", "at_least"),
    [
        ("report_month", "?open=all", 18),
        ("report_month", "?month=2026-10", 12),
        ("report_categories", "", 5),
        ("report_categories", YEAR, 5),
        ("report_categories", "?start_date=2026-10-15&end_date=2026-11-14", 5),
        ("report_categories", "?category={food}", 15),
        ("report_categories", "?category={coffee}&start_date=2026-10-15&end_date=2026-11-14", 14),
        ("report_categories", "?category=none", 13),
        ("report_categories", "?category={pay}", 14),
        ("report_trend", "", 35),
        ("report_trend", "?months=24&month=2027-02", 50),
        ("report_trend", "?weeks=52", 260),
        ("report_trend", "?quarters=12&month=2027-02", 65),
        ("report_trend", "?years=10", 55),
    ],
)
def test_every_figure_is_the_sum_of_its_list(alice, mixed, name, query, at_least):
    links = links_of(report(alice, name, query.format(**mixed)))
    lists = [link for link in links if sum_behind(link.href, alice.book) is not None]
    assert len(lists) >= at_least
    assert [link for link in lists if not agrees(link, alice.book)] == []


@pytest.mark.parametrize(
    ("name", "query"),
    [
        *((name, "") for name in REPORTS),
        ("report_trend", "?weeks=52"),
        ("report_trend", "?quarters=12"),
        ("report_trend", "?years=10"),
    ],
)
def test_every_mark_of_a_chart_is_the_sum_of_its_list(alice, mixed, name, query):
    text = main_of(report(alice, name, query))
    marks = re.findall(r'<a href="([^"]+)"><title>[^<]+: ([\d.,]+) €</title>', text)
    assert len(marks) >= 4
    for href, amount in marks:
        behind = sum_behind(href.replace("&amp;", "&"), alice.book)
        assert abs(behind) == Decimal(amount.replace(",", ""))


def test_the_month_compares_the_same_days(alice, mixed):
    text = main_of(report(alice, "report_month"))
    assert f"1{TO}24 Nov" in text
    assert f"1{TO}24 Oct" in text
    assert 'value="847.69"' in text  # 700 + 86.40 - 12 + 52.80 + 9.99 + 10 CHF at 1.05
    assert 'value="700.00"' in text


def test_a_branch_opens_and_shows_what_stands_in_it_directly(alice, mixed):
    closed = main_of(report(alice, "report_month"))
    (twist,) = re.findall(r'<a href="([^"]+)" class="twist" aria-label="Unfold Food"', closed)
    opened = main_of(report(alice, "report_month", twist.replace("&amp;", "&").split("#")[0]))
    assert "Directly in Food" in opened
    assert "Directly in Food" not in closed
    assert 'aria-label="Fold Food"' in opened


def test_what_has_no_rate_is_said_beside_the_month(alice, mixed):
    text = main_of(report(alice, "report_month"))
    assert '<span class="cur">USD</span>−20.00' in text


def test_the_way_down_leads_back_up(alice, mixed):
    text = main_of(report(alice, "report_categories", f"?category={mixed['coffee']}"))
    assert f"category={mixed['food']}" in text
    assert "<strong>Coffee</strong>" in text


def test_a_category_of_another_book_is_not_there(alice, bob):
    foreign = bob.category(name="Bob's")["id"]
    address = reverse("web:report_categories", args=[alice.book.pk])
    browser = browser_of(alice.user)
    assert browser.get(f"{address}?category={foreign}").status_code == 404
    assert browser.get(f"{address}?category={10**20}").status_code == 404
    assert browser.get(f"{address}?category={'9' * 5000}").status_code == 404


@pytest.mark.parametrize("name", [*REPORTS, "overview", "transactions"])
def test_a_month_of_any_length_is_no_fault_of_the_server(alice, name):
    report(alice, name, f"?month=2026-{'1' * 5000}")


@pytest.mark.parametrize("name", REPORTS)
def test_an_empty_month_leads_to_the_nearest_that_has_something(alice, mixed, name):
    text = main_of(report(alice, name, "?month=2019-02"))
    assert "Nothing booked in" in text
    assert "?month=2026-10" in text
    assert '<svg class="plot"' not in text


@pytest.mark.parametrize("name", REPORTS)
def test_an_empty_book_has_no_month_to_go_to(alice, name):
    text = main_of(report(alice, name))
    assert "Nothing booked in" in text
    assert "Go to" not in text


def periods_of(answer):
    """What the marks of a page's first chart say of their periods, each once and in order."""
    chart = re.search(r'<svg class="plot".*?</svg>', main_of(answer), re.DOTALL).group()
    return list(dict.fromkeys(re.findall("<title>([^<]+): ", chart)))


@pytest.mark.parametrize(
    ("query", "count", "first", "last"),
    [
        ("", 12, "December 2025", "November 2026"),
        ("?months=24", 24, "December 2024", "November 2026"),
        ("?months=7", 12, "December 2025", "November 2026"),
        ("?weeks=52", 52, f"1 Dec 2025 {TO} 7 Dec 2025", f"23 Nov 2026 {TO} 29 Nov 2026"),
        ("?weeks=52&month=2026-10", 52, f"3 Nov 2025 {TO} 9 Nov 2025",
         f"26 Oct 2026 {TO} 1 Nov 2026"),
        ("?quarters=12", 12, f"Jan 2024 {TO} Mar 2024", f"Oct 2026 {TO} Dec 2026"),
        ("?quarters=12&month=2027-01", 12, f"Apr 2024 {TO} Jun 2024", f"Jan 2027 {TO} Mar 2027"),
        ("?years=10", 10, "2017", "2026"),
    ],
)  # fmt: skip
def test_a_trend_ends_with_the_period_of_today_or_of_the_last_day_of_the_month(
    alice, mixed, query, count, first, last
):
    periods = periods_of(report(alice, "report_trend", query))
    assert (len(periods), periods[0], periods[-1]) == (count, first, last)


def test_weeks_begin_on_the_first_weekday_of_the_person(alice, mixed):
    alice.patch("me/preferences/", {"first_weekday": 7})
    last = periods_of(report(alice, "report_trend", "?weeks=52"))[-1]
    assert last == f"22 Nov 2026 {TO} 28 Nov 2026"


def test_a_table_names_its_periods_as_the_calendar_does(alice, mixed):
    for query, column, name in (
        ("", "Month", "Nov 2026"),
        ("?weeks=52", "Week from", "23 Nov 2026"),
        ("?quarters=12", "Quarter", "Q4 2026"),
        ("?years=10", "Year", "2026"),
    ):
        text = main_of(report(alice, "report_trend", query))
        assert f"<th>{column}</th>" in text
        assert f'<th scope="row">{name}</th>' in text


def test_the_page_before_has_other_periods_of_the_same_length(alice, mixed):
    for query, before in (
        ("?months=24", "2026-10"),
        ("?weeks=52", "2026-10"),
        ("?quarters=12", "2026-08"),
        ("?years=10", "2025-11"),
    ):
        text = report(alice, "report_trend", query).content.decode().replace("&amp;", "&")
        assert f'href="?month={before}&{query[1:]}"' in text


def test_an_average_leaves_out_the_periods_before_the_first_entry(alice, mixed):
    text = main_of(report(alice, "report_trend", "?years=10"))
    (row,) = re.findall(">Home</a></th>.*?</tr>", text, re.DOTALL)
    assert re.findall(r'<data value="([^"]*)"', row) == ["1400.00", "1400.00"]


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("?start_date=2026-11-24&end_date=2026-11-01", "on or after the first"),
        ("?start_date=2026-11-24", "State both days"),
        ("?start_date=x&end_date=2026-11-01", "State both days"),
        ("?start_date=1899-12-31&end_date=2026-11-01", "State both days"),
    ],
)
def test_a_period_that_is_not_valid_is_said(alice, mixed, query, fault):
    assert fault in main_of(report(alice, "report_categories", query))


def test_periods_are_links_that_keep_the_category(alice, mixed):
    text = report(alice, "report_categories", f"?month=2026-11&category={mixed['food']}")
    text = text.content.decode().replace("&amp;", "&")
    for period in (
        "month=2026-10", "start_date=2026-10-01&end_date=2026-12-31",
        "start_date=2026-01-01&end_date=2026-12-31", "start_date=2025-12-01&end_date=2026-11-30",
    ):  # fmt: skip
        assert f"{period}&category={mixed['food']}" in text


@pytest.mark.parametrize(
    ("name", "query", "statements"),
    [
        ("report_month", "?open=all", 10),
        ("report_categories", "?start_date=2026-01-15&end_date=2026-12-14&category={food}", 13),
        ("report_trend", "?months=60", 9),
        ("report_trend", "?weeks=52", 10),
        ("report_trend", "?years=10", 9),
    ],
)
def test_the_number_of_statements(alice, mixed, name, query, statements, django_assert_num_queries):
    browser = browser_of(alice.user)
    address = reverse(f"web:{name}", args=[alice.book.pk]) + query.format(**mixed)
    browser.get(address)
    with django_assert_num_queries(statements):
        browser.get(address)


def test_two_thousand_categories_take_no_more_statements(alice, django_assert_max_num_queries):
    fill(alice, 2_000 - Category.objects.for_book(alice.book).count())
    browser = browser_of(alice.user)
    for name in ("overview", *REPORTS):
        address = reverse(f"web:{name}", args=[alice.book.pk])
        browser.get(address)
        with django_assert_max_num_queries(12):
            assert browser.get(f"{address}?open=all").status_code == 200


def fill(alice, count):
    """Give the book `count` more categories in a tree, each with an expense of today."""
    today = datetime.datetime.now(tz=datetime.UTC).date()
    root = alice.category(name="Root")["id"]
    Category.objects.bulk_create(
        Category(
            book=alice.book, name=f"C {number}", name_key=f"c {number}", type="expense",
            parent_id=root, parent_key=root, created_in=1, changed_in=1,
        )
        for number in range(count - 1)
    )  # fmt: skip
    account = alice.get("accounts/").json()["results"][0]["id"]
    entry = alice.transaction(date=f"{today}", account=account, category=root)["id"]
    like = Posting.objects.get(transaction=entry)
    for position, category in enumerate(Category.objects.filter(parent_id=root), start=1):
        like.pk, like.position, like.category = None, position, category
        like.save()
    with change(alice.book, by=ACTOR) as uow:
        rebuild_totals(uow)


@pytest.mark.parametrize("name", REPORTS)
def test_hidden_amounts_are_in_no_figure_and_no_chart(alice, mixed, name):
    browser = browser_of(alice.user)
    browser.cookies["hide_amounts"] = "1"
    query = "?open=all" if name == "report_month" else f"?category={mixed['food']}"
    text = main_of(browser.get(reverse(f"web:{name}", args=[alice.book.pk]) + query))
    words = re.sub(r"<[^>]*>", " ", text)
    assert "•••" in words
    assert re.findall(r"\d[.,]\d|\d %", words) == []
    assert set(re.findall(r'<data value="([^"]*)"', text)) <= {""}
    assert 'text-anchor="end"' not in text


def test_a_book_in_yen_and_amounts_of_twelve_digits(alice):
    yen = signed_up("yen", home_currency="JPY")
    account = yen.account(name="口座", currency="JPY")["id"]
    today = datetime.datetime.now(tz=datetime.UTC).date()
    yen.transaction(date=f"{today}", amount="123456789012", account=account)
    for name in REPORTS:
        text = main_of(report(yen, name))
        assert "123,456,789,012" in text
        assert "¥" in text


@pytest.mark.parametrize("name", ["overview", *REPORTS])
def test_what_people_call_a_category_is_text_alone(alice, name):
    today = datetime.datetime.now(tz=datetime.UTC).date()
    category = alice.category(name='<b onclick="x">&', color="#7a4b2a")["id"]
    alice.category(name="</svg><script>", parent=category)
    alice.transaction(date=f"{today}", category=category, payee="<i>Shop</i>")
    for query in ("?open=all", f"?category={category}"):
        text = report(alice, name, query).content.decode()
        assert "&lt;b onclick" in text
        for raw in ("<b onclick", "</svg><script>", "<i>Shop"):
            assert raw not in text
