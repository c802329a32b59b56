"""The register: what it lists, by which filters, and what a bulk change does."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from transactions.models import Payee, Tag
from web.tests.browsing import Browser, SentForm, words_of
from web.tests.pages import address_of, browser_of

pytestmark = pytest.mark.django_db

TODAY = timezone.now().date()


@pytest.fixture
def browser(alice):
    return browser_of(alice.user)


def text_of(browser, name, query="", **values):
    answer = browser.get(address_of(name, **values) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def listed(text):
    """The payees of the rows, in their order."""
    return re.findall(r'id="t\d+-who">(.*?)</a>', text)


def test_rows_stand_under_their_day_with_what_it_came_to(alice, browser):
    alice.transaction(payee="One", amount="10.00")
    alice.transaction(payee="Two", amount="3.00", type="income")
    alice.transaction(payee="Old", date="2024-01-14")
    text = text_of(browser, "transactions", book=alice.book.pk)
    assert listed(text) == ["Two", "One", "Old"]
    days = re.findall(r'rowgroup">(.*?)</th>.*?<data value="(.*?)"', text)
    assert days == [("Mon 15 Jan", "-7.00"), ("Sun 14 Jan", "-10.00")]


def test_a_day_on_which_nothing_has_a_rate_has_no_net(alice, browser):
    dollars = alice.account(currency="USD")["id"]
    alice.transaction(account=dollars, date="2024-01-14")
    alice.transaction(account=dollars, date="2024-01-13")
    alice.transaction(amount="3.00", date="2024-01-13")
    text = text_of(browser, "transactions", book=alice.book.pk)
    days = re.findall(r'rowgroup">(.*?)</th><td class="sum">(?:.*?<data value="(.*?)")?', text)
    assert days == [("Sun 14 Jan", ""), ("Sat 13 Jan", "-3.00")]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?q=BAK", ["Bakery"]),
        ("?category=none", ["Salary", "Bakery"]),
        ("?type=income", ["Salary"]),
        ("?month=2024-02", ["Salary"]),
        ("?start_date=2024-02-01&end_date=2024-02-02", ["Salary"]),
        ("?min_amount=50", ["Salary"]),
        ("?status=pending", []),
        ("?month=2024-13", ["Salary", "Bakery", "Book shop"]),
        ("?start_date=2024-01-12&end_date=2024-01-01", ["Salary", "Bakery"]),
    ],
)
def test_the_address_says_what_is_listed(alice, browser, query, expected):
    book = alice.category(name="Books")["id"]
    alice.transaction(payee="Book shop", date="2024-01-10", category=book)
    alice.transaction(payee="Bakery", date="2024-01-15")
    alice.transaction(payee="Salary", date="2024-02-01", type="income", amount="900.00")
    assert listed(text_of(browser, "transactions", query, book=alice.book.pk)) == expected


def test_a_filter_that_is_not_valid_is_said_and_filters_nothing(alice, browser):
    alice.transaction(payee="Bakery")
    text = text_of(browser, "transactions", "?account=x&start_date=2024-02-30", book=alice.book.pk)
    assert listed(text) == ["Bakery"]
    assert "account:" in text
    assert "start_date:" in text


def test_a_chip_drops_its_filter_and_keeps_the_others(alice, browser):
    text = text_of(browser, "transactions", "?q=a&type=income&month=2024-01", book=alice.book.pk)
    dropped = re.findall(r'class="chip on" href="(.*?)"', text)
    assert set(dropped) == {"?month=2024-01&amp;type=income", "?month=2024-01&amp;q=a"}


def test_a_further_filter_keeps_those_that_hold(alice, browser):
    old, kept = alice.account()["id"], alice.category()["id"]
    alice.transaction(payee="Bakery", account=old, category=kept, tags=["a"])
    alice.patch(f"accounts/{old}/", {"archived": True})
    alice.patch(f"categories/{kept}/", {"archived": True})
    stated = {
        "month": "2024-01", "account": f"{old}", "category": f"{kept}", "below": "false",
        "kind": "expense", "currency": "EUR", "converted": "true", "min_amount": "5.00",
        "payee": f"{Payee.objects.get().pk}", "tag": f"{Tag.objects.get().pk}", "q": "bak",
    }  # fmt: skip
    text = text_of(browser, "transactions", f"?{urlencode(stated)}", book=alice.book.pk)
    sent = {name: value for name, (value,) in SentForm(text, "filter").fields.items() if value}
    assert sent == stated
    assert "Directly in" in text


def test_the_chip_of_a_category_drops_what_is_said_of_it(alice, browser):
    query = f"?category={alice.category()['id']}&below=false&q=a"
    text = text_of(browser, "transactions", query, book=alice.book.pk)
    assert 'class="chip on" href="?q=a"' in text


def test_stepping_to_another_month_keeps_the_filters(alice, browser):
    text = text_of(browser, "transactions", "?q=a&month=2024-01", book=alice.book.pk)
    assert 'href="?month=2023-12&amp;q=a"' in text
    assert 'href="?month=2024-02&amp;q=a"' in text


def test_pages_lead_on_and_back_without_a_gap(alice, browser):
    items = [
        {"type": "expense", "amount": "1.00", "date": "2024-01-15", "payee": f"P{n}"}
        for n in range(120)
    ]
    alice.post("transactions/bulk/", {"create": items})
    seen, query = [], ""
    while True:
        text = text_of(browser, "transactions", query, book=alice.book.pk)
        seen += listed(text)
        older = re.search(r'href="([^"]*)" rel="next"', text)
        if not older:
            break
        query = older[1].replace("&amp;", "&")
    assert seen == [f"P{n}" for n in reversed(range(120))]
    newer = re.search(r'href="([^"]*)" rel="prev"', text)[1].replace("&amp;", "&")
    assert listed(text_of(browser, "transactions", newer, book=alice.book.pk)) == seen[50:100]


@pytest.fixture
def many(alice):
    """120 transactions, of which P119 is the newest."""
    items = [
        {"type": "expense", "amount": "1.00", "date": "2024-01-15", "payee": f"P{n}"}
        for n in range(120)
    ]
    alice.post("transactions/bulk/", {"create": items})
    return [f"P{n}" for n in reversed(range(120))]


@pytest.mark.parametrize(
    ("query", "count"),
    [("?rows=100", 100), ("?rows=119", 119), ("?rows=999999", 120), ("?rows=7", 50)]
    + [(f"?rows={text}", 50) for text in ("-60", "x", "9" * 5000, "")],
)
def test_the_address_says_how_many_rows_were_appended(alice, browser, many, query, count):
    assert listed(text_of(browser, "transactions", query, book=alice.book.pk)) == many[:count]


def test_a_list_does_not_grow_without_end(alice, browser, many, monkeypatch):
    monkeypatch.setattr("web.views.register.ROWS_MAX", 70)
    text = text_of(browser, "transactions", "?rows=120", book=alice.book.pk)
    assert listed(text) == many[:70]
    assert 'data-unasked="250" data-max="70"' in text


def test_a_page_before_another_ends_where_that_one_begins(alice, browser, many):
    last = text_of(browser, "transactions", "?rows=100", book=alice.book.pk)
    older = re.search(r'href="([^"]*)" rel="next"', last)[1].replace("&amp;", "&")
    assert listed(text_of(browser, "transactions", older, book=alice.book.pk)) == many[100:]
    text = text_of(browser, "transactions", older, book=alice.book.pk)
    newer = re.search(r'href="([^"]*)" rel="prev"', text)[1].replace("&amp;", "&")
    text = text_of(browser, "transactions", f"{newer}&rows=100", book=alice.book.pk)
    assert listed(text) == many[50:100]
    assert 'id="older"' not in text


def test_the_sums_are_those_of_what_matches(alice, browser):
    alice.transaction(payee="Bakery", amount="10.00")
    alice.transaction(payee="Bakery", amount="3.00", type="income")
    alice.transaction(payee="Other", amount="99.00")
    text = text_of(browser, "sums", "?q=bakery", book=alice.book.pk)
    assert '<dd class="num">2</dd>' in text
    sums = text[text.index('<dl class="sums">') :]
    assert re.findall(r'<data value="(.*?)"', sums) == ["3.00", "-10.00", "-7.00"]


def test_the_net_of_a_list_says_what_of_it_the_nets_of_days_leave_out(alice, browser):
    dollars, savings = alice.account(currency="USD")["id"], alice.account()["id"]
    alice.transaction(amount="7.00")
    alice.transaction(type="transfer", amount="100.00", to_account=dollars, to_amount="110.00")
    alice.transaction(type="transfer", amount="50.00", to_account=savings)
    text = text_of(browser, "transactions", book=alice.book.pk)
    assert re.findall(r'rowgroup">.*?<data value="(.*?)"', text) == ["-7.00"]
    text = text_of(browser, "sums", book=alice.book.pk)
    assert re.findall(r'<dt>(Net|of which transfers)</dt><dd><data value="([^"]*)"', text) == [
        ("Net", "-107.00"), ("of which transfers", "-100.00"),
        ("Net", "110.00"), ("of which transfers", "110.00"),
    ]  # fmt: skip


def test_an_account_shows_what_it_held_after_each_row(alice, browser):
    account = alice.account(opening_balance="100.00", opening_date="2024-01-01")["id"]
    alice.transaction(account=account, amount="10.00", date="2024-01-02")
    alice.transaction(account=account, amount="20.00", date="2024-01-03", status="pending")
    text = text_of(browser, "account", book=alice.book.pk, account=account)
    table = text[text.index("<tbody>") :]
    assert re.findall(r'<data value="(.*?)"', table)[:4] == ["-20.00", "70.00", "-10.00", "90.00"]
    head = text[text.index('<dl class="sums">') : text.index("</dl>")]
    assert re.findall(r'<data value="(.*?)"', head) == ["70.00", "90.00", "-20.00"]


def test_hidden_amounts_are_not_sent(alice, browser):
    alice.transaction(amount="4711.00")
    browser.post("/settings/amounts/")
    for name in ("transactions", "accounts", "sums"):
        text = text_of(browser, name, book=alice.book.pk)
        assert "4,711" not in text
        assert "4711" not in text
        assert "•••" in text


@pytest.mark.parametrize(
    ("name", "at_most"),
    # One of the statements of a list asks for schedules: what they expect stands above it.
    [("transactions", 13), ("account", 14), ("accounts", 9), ("entry_new", 8), ("entry", 11)],
)
def test_a_page_sends_no_more_statements_for_more_rows(alice, browser, name, at_most):
    account = alice.get("accounts/").json()["results"][0]["id"]
    entry = alice.transaction(payee="P", tags=["a"], date=f"{TODAY}")["id"]
    there = address_of(name, book=alice.book.pk, account=account, entry=entry)
    browser.get(there)
    few = statements(browser, there)
    items = [
        {
            "type": "expense", "amount": "1.00", "date": f"{TODAY - timedelta(days=n)}",
            "payee": f"P{n}", "tags": [f"t{n}"],
        }
        for n in range(60)
    ]  # fmt: skip
    alice.post("transactions/bulk/", {"create": items})
    for number in range(5):
        alice.account(name=f"A{number}")
    assert statements(browser, there) == few <= at_most


def test_a_long_list_takes_no_more_statements_than_a_page(alice, browser, many):
    there = address_of("transactions", book=alice.book.pk)
    assert statements(browser, f"{there}?rows=120") == statements(browser, there)


def statements(browser, address):
    with CaptureQueriesContext(
        connection,
    ) as sent:
        assert browser.get(address).status_code == 200
    return len(sent)


def test_rows_of_several_accounts_stay_together_when_the_form_is_sent(alice):
    ids = [alice.account(name=name, opening_date="2024-01-01")["id"] for name in ("A", "B", "C")]
    for number, account in enumerate(ids):
        alice.transaction(account=account, payee=f"Of {number}", date="2024-05-01", amount="1.00")
    page = Browser(alice).see("transactions", account=f"{ids[0]},{ids[2]}")
    words = words_of(page)
    assert ("Of 0" in words, "Of 1" in words, "Of 2" in words) == (True, False, True)
    assert "A, C" in words
    assert f'<option value="{ids[0]},{ids[2]}" selected>' in page.content.decode()
