"""The payee and the account of a single row, chosen on the page of an import."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from imports.models import Decision, Import
from imports.tests.sending import planned, rows_of, stored, table
from imports.worker.pipeline import take_further
from tests.cast import joined, made, signed_up
from web.tests.pages import address_of, browser_of

pytestmark = pytest.mark.django_db

STATEMENT = table(("2024-01-05", "-3.40", "POS 4711 BAKERY"), ("2024-01-09", "-42.00", "Market"))


@pytest.fixture
def browser(alice):
    return browser_of(alice.user)


@pytest.fixture
def row_id(alice, cash):
    return planned(alice, STATEMENT, account=cash)["id"]


def page_of(browser, alice, row_id, query="?verdict=new"):
    there = address_of("import", book=alice.book.pk, imported=row_id)
    return html.unescape(browser.get(f"{there}{query}").content.decode())


def form_of(text):
    """What a browser sends of the rows of a page, as they stand."""
    inputs = dict(
        re.findall(r'<input [^>]*?name="((?:was|had|payee)[a-z]*-\d+)" value="(.*?)"', text)
    )
    boxes = re.findall(r'<input type="checkbox" name="(add-\d+)" value="1" [^>]*? checked', text)
    chosen = re.findall(
        r'<select [^>]*?name="(account-\d+)">.*?<option value="(\d+)" selected', text
    )
    rows = re.findall(r'name="row" value="(.*?)"', text)
    return {**inputs, **dict(chosen), **dict.fromkeys(boxes, "1"), "row": rows}


def save(browser, alice, row_id, name="import_rows", query="?verdict=new", **typed):
    sent = form_of(page_of(browser, alice, row_id, query))
    version = Import.objects.get(pk=row_id).version
    there = address_of(name, book=alice.book.pk, imported=row_id)
    return browser.post(f"{there}{query}", {"version": version, **sent, **typed})


def test_a_payee_and_an_account_are_chosen_for_one_row(alice, browser, cash, row_id):
    joint = alice.account(name="Joint")["id"]
    made(alice.post(f"imports/{row_id}/plan/"), 202)
    take_further(row_id)
    chosen = {"payee-1": "Bakery", "account-1": joint}
    assert save(browser, alice, row_id, **chosen).status_code == 303
    one, two = rows_of(alice, row_id)
    assert (one["payee"], one["account"]["id"]) == ("Bakery", joint)
    assert (two["payee"], two["account"]["id"]) == ("Market", cash)
    text = page_of(browser, alice, row_id)
    assert "<b>Bakery</b>" in text
    assert "Fri 5 Jan · Joint" in text
    save(browser, alice, row_id, "import_record")
    take_further(row_id)
    assert stored(alice, account=joint) == [("2024-01-05", "-3.40", "Bakery")]
    assert stored(alice, account=cash) == [("2024-01-09", "-42.00", "Market")]


def test_an_emptied_payee_is_none(alice, browser, row_id):
    save(browser, alice, row_id, **{"payee-1": ""})
    assert rows_of(alice, row_id)[0]["payee"] == ""
    save(browser, alice, row_id, "import_record")
    take_further(row_id)
    assert stored(alice)[0] == ("2024-01-05", "-3.40", "")


def test_fields_that_were_not_touched_decide_nothing(alice, browser, row_id):
    alice.account(name="Joint")
    save(browser, alice, row_id)
    assert not Decision.objects.exists()


def test_only_accounts_in_the_currency_of_the_row_are_offered(alice, browser, cash, row_id):
    alice.account(name="Dollars", currency="USD")
    assert 'name="account-1"' not in page_of(browser, alice, row_id)
    alice.account(name="Joint")
    text = page_of(browser, alice, row_id)
    (choice,) = re.findall(r'<select [^>]*name="account-1">(.*?)</select>', text)
    assert re.findall(r">([^<]+)</option>", choice) == ["Cash", "Joint"]


def test_a_file_that_names_its_accounts_leaves_no_choice(alice, browser, cash):
    alice.account(name="Joint")
    text = table(("2024-01-05", "-3.40", "x", "Joint"), heading="Date,Amount,Payee,Account")
    page = page_of(browser, alice, planned(alice, text)["id"])
    assert 'name="payee-1"' in page
    assert 'name="account-1"' not in page


def test_a_probable_row_has_the_fields_too(alice, browser, cash):
    alice.transaction(account=cash, date="2024-01-04", amount="3.40", payee="Corner bakery")
    row_id = planned(alice, table(("2024-01-05", "-3.40", "Bakery")), account=cash)["id"]
    chosen = {"payee-1": "Other bakery", "action-1": "add"}
    save(browser, alice, row_id, query="?verdict=probable", **chosen)
    (row,) = rows_of(alice, row_id)
    assert (row["action"], row["payee"]) == ("add", "Other bakery")


@pytest.mark.parametrize("typed", [{"payee-1": "x" * 101}, {"account-1": "987654"}])
def test_what_is_refused_stays_as_typed_in_an_open_row(alice, browser, row_id, typed):
    alice.account(name="Joint")
    answer = save(browser, alice, row_id, **{"payee-1": "Bakery", **typed})
    text = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert f'name="payee-1" value="{typed.get("payee-1", "Bakery")}"' in text
    assert '<details class="raw" open>' in text
    assert not Decision.objects.exists()


def test_a_viewer_sees_no_field(alice, row_id):
    viewer = browser_of(joined(signed_up("viewer"), alice.book, "viewer").user)
    assert "payee-1" not in page_of(viewer, alice, row_id)


def test_the_number_of_statements_does_not_grow_with_rows(alice, browser, cash):
    counts = []
    for rows in (1, 40):
        many = table(*((f"2024-01-{n % 28 + 1:02}", f"-{n + 1}", f"P{n}") for n in range(rows)))
        row_id = planned(alice, many, account=cash)["id"]
        typed = {f"payee-{n + 1}": f"Shop {n}" for n in range(rows)}
        with CaptureQueriesContext(connection) as shown:
            page_of(browser, alice, row_id)
        with CaptureQueriesContext(connection) as saved:
            save(browser, alice, row_id, **typed)
        counts.append((len(shown), len([q for q in saved if "SAVEPOINT" not in q["sql"]])))
        assert Decision.objects.filter(decision_of=row_id).count() == rows
    assert counts[0] == counts[1]
    assert counts[0][0] <= 12
