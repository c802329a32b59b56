"""The pages of statements: what they show, and what their forms do."""

import html
import re

import pytest

from imports.tests.sending import committed
from imports.tests.test_bank_statements import ofx
from reconciliation.tests.conftest import Ledger
from tests.cast import made
from web.tests.browsing import Browser, words_of


@pytest.fixture
def ledger(alice):
    return Ledger(alice)


@pytest.fixture
def browser(alice):
    return Browser(alice)


def stated(ledger, statement):
    """A statement as the API shows it."""
    return made(ledger.caller.get(f"statements/{statement['id']}/"))


def test_a_balance_is_typed_as_people_do_and_compared(ledger, browser):
    answer = browser.send(
        "statements", ledger.account, date="31 Jan 2024", balance="4,80.00", type="statement",
        status=422,
    )  # fmt: skip
    assert "balance" in answer.context["form"].errors
    said = {"date": "31 Jan 2024", "balance": "1,480.00", "type": "statement"}
    answer = browser.send("statements", ledger.account, **said)
    (row,) = made(ledger.caller.get("statements/"))["results"]
    assert (row["date"], row["balance"]) == ("2024-01-31", "1480.00")
    assert answer["Location"] == browser.address("statement", row["id"])


def test_faults_of_a_statement_stand_at_their_fields(ledger, browser):
    said = {"date": "1 Jan 2100", "balance": "1.00", "type": "statement"}
    answer = browser.send("statements", ledger.account, status=422, **said)
    assert "State today, or a day before it." in answer.context["form"].errors["date"][0]
    ledger.statement("2024-01-31", "1.00")
    said = {"date": "31 Jan 2024", "balance": "1.00", "type": "statement"}
    answer = browser.send("statements", ledger.account, status=422, **said)
    assert "is stated already" in answer.context["form"].errors["balance"][0]


def test_the_list_says_what_is_closed_and_what_is_off(ledger, browser):
    ledger.closed("2024-01-31", "500.00")
    ledger.statement("2024-02-29", "480.00")
    ledger.statement("2024-02-10", "500.00", type="assertion")
    page = browser.see("statements", ledger.account)
    shown = [
        (one.day, one.is_closed, one.off and one.off.text) for one in page.context["statements"]
    ]
    assert shown == [
        ("29 Feb 2024", False, "−20.00"), ("10 Feb 2024", False, None), ("31 Jan 2024", True, None),
    ]  # fmt: skip
    assert "10 Feb 2024 agrees balance only" in words_of(page)


def test_rows_are_settled_and_released_and_the_statement_closes(ledger, browser):
    first, second = ledger.posting("2024-01-10", "-20.00"), ledger.posting("2024-01-11", "-7.00")
    ledger.posting("2024-01-12", "-9.00", status="pending")
    statement = ledger.statement("2024-01-31", "480.00")
    page = browser.see("statement", statement["id"])
    assert [one.postings for one in page.context["opened"]] == [str(second), str(first)]
    assert [way.postings for way in page.context["ways"]] == [str(first)]
    browser.send("statement_settle", statement["id"], settle=f"{second}")
    browser.send("statement_settle", statement["id"], release=f"{second}")
    browser.send("statement_settle", statement["id"], settle=f"{first}")
    page = browser.see("statement", statement["id"])
    assert (page.context["gap"].text, page.context["has_gap"]) == ("0.00", False)
    assert [one.postings for one in page.context["settled"]] == [str(first)]
    browser.send("statement_close", statement["id"])
    page = browser.see("statement", statement["id"])
    assert "Closed: amounts and accounts of what it settled are fixed." in words_of(page)
    (missing,) = page.context["explained"]
    assert missing.amount.text == "+16.00"
    assert f"?account={ledger.account}&settled=false&end_date=2024-01-31" in missing.href
    later = ledger.statement("2024-02-29", "473.00")
    ledger.settle(later, second)
    page = browser.see("statement", statement["id"])
    assert [one.href for one in page.context["explained"]] == [""]
    browser.send("statement_reopen", statement["id"])
    assert stated(ledger, statement)["closed"] is False


def test_what_is_missing_is_added_with_the_gap_once_all_is_settled(ledger, browser):
    row = ledger.posting("2024-01-10", "-20.00")
    statement = ledger.statement("2024-01-31", "467.50")
    assert browser.see("statement", statement["id"]).context["missing"] == ""
    browser.send("statement_settle", statement["id"], settle=f"{row}")
    page = browser.see("statement", statement["id"])
    (link,) = re.findall(r'href="([^"]*/transactions/new/[^"]*date=[^"]*)"', page.content.decode())
    form = browser.get(html.unescape(link)).context["form"]
    assert [form[name].value() for name in ("type", "amount", "date")] == [
        "expense", "12.50", "31 Jan 2024",
    ]  # fmt: skip


def test_all_up_to_the_day_is_settled_and_the_statement_closed_in_one_change(ledger, browser):
    ledger.posting("2024-01-10", "-20.00")
    ledger.posting("2024-01-11", "-7.00")
    statement = ledger.statement("2024-01-31", "473.00")
    page = browser.see("statement", statement["id"])
    assert "Settle all up to 31 Jan 2024, and close" in words_of(page)
    before = ledger.last_change()
    browser.send("statement_close", statement["id"], all="on")
    assert stated(ledger, statement)["closed"] is True
    assert ledger.last_change() == before + 1


def test_postings_of_a_split_on_the_account_are_settled_together(ledger, browser):
    split = [{"amount": "-4.00"}, {"amount": "-6.00"}]
    said = {"type": "expense", "account": ledger.account, "date": "2024-01-10"}
    row = ledger.caller.add("transactions/", **said, postings=split)
    statement = ledger.statement("2024-01-31", "490.00")
    (shown,) = browser.see("statement", statement["id"]).context["opened"]
    assert shown.amount.text == "−10.00"
    browser.send("statement_settle", statement["id"], settle=shown.postings)
    assert made(ledger.caller.get(f"transactions/{row['id']}/"))["settled"] is True


def test_what_cannot_be_found_is_recorded_as_somebody_says(ledger, browser):
    food = ledger.caller.category(name="Food")["id"]
    pay = ledger.caller.category(name="Pay", type="income")["id"]
    statement = ledger.statement("2024-01-31", "480.00")
    said = {"correct": "on", "description": "Not found"}
    answer = browser.send("statement_close", statement["id"], status=422, category=f"{pay}", **said)
    assert "category" in answer.context["correction"].errors
    browser.send("statement_close", statement["id"], category=f"{food}", **said)
    (row,) = made(ledger.caller.get("transactions/"))["results"]
    assert (row["amount"], row["category"], row["description"]) == ("20.00", food, "Not found")
    assert stated(ledger, statement)["closed"] is True
    second = ledger.statement("2024-02-29", "470.00")
    answer = browser.send("statement_close", second["id"], status=422, category="opening", **said)
    assert "category" in answer.context["correction"].errors


def test_the_first_statement_may_change_the_opening_balance(ledger, browser):
    statement = ledger.statement("2024-01-31", "480.00")
    browser.send("statement_close", statement["id"], correct="on", category="opening")
    account = made(ledger.caller.get(f"accounts/{ledger.account}/"))
    assert account["opening_balance"] == "480.00"


def test_a_gap_that_is_there_is_said(ledger, browser):
    statement = ledger.statement("2024-01-31", "480.00")
    browser.send("statement_close", statement["id"])
    page = browser.see("statement", statement["id"])
    assert "The statement has a gap of -20.00 EUR." in words_of(page)
    browser.send("statement_settle", statement["id"], settle="x,")
    assert "This account has no such posting." in words_of(
        browser.see("statement", statement["id"])
    )


def test_a_statement_is_edited_and_deleted(ledger, browser):
    statement = ledger.statement("2024-01-31", "480.00")
    page = browser.see("statement_edit", statement["id"])
    said = {"date": "30 Jan 2024", "balance": "-5", "version": page.context["version"]}
    browser.send("statement_edit", statement["id"], **said)
    row = stated(ledger, statement)
    assert (row["date"], row["balance"]) == ("2024-01-30", "-5.00")
    answer = browser.send("statement_edit", statement["id"], status=409, **said)
    assert "Somebody has changed this meanwhile" in words_of(answer)
    browser.send("statement_delete", statement["id"])
    assert made(ledger.caller.get("statements/"))["results"] == []


def test_the_accounts_say_up_to_which_day_they_agree(ledger, browser):
    assert "agreed up to" not in words_of(browser.see("accounts"))
    ledger.closed("2024-01-31", "500.00")
    assert "agreed up to 31 Jan 2024" in words_of(browser.see("accounts"))
    made(ledger.caller.patch(f"accounts/{ledger.account}/", {"opening_balance": "1.00"}))
    text = words_of(browser.see("accounts"))
    assert "no longer agrees with the statement of 31 Jan 2024" in text


def test_an_entry_that_a_closed_statement_settles_says_so_when_it_is_changed(ledger, browser):
    posting = ledger.posting("2024-01-10", "-10.00")
    ledger.closed("2024-01-31", "490.00", posting)
    entry = ledger.owner_of(posting)
    answer = browser.send("entry_delete", entry, status=409)
    assert "The statement of 2024-01-31 settled this. Reopen the statement first." in words_of(
        answer
    )
    page = browser.see("entry", entry)
    assert "On the statement of 31 Jan 2024 : its sum and its account are fixed" in words_of(page)
    fields = {**page.context["form"].initial, "version": page.context["version"]}
    address = browser.address("entry", entry)
    answer = browser.post(address, {**fields, "amount": "11.00"})
    assert answer.status_code == 409
    assert "Reopen the statement first." in words_of(answer)
    assert browser.post(address, {**fields, "payee": "Baker"}).status_code == 303
    assert made(ledger.caller.get(f"transactions/{entry}/"))["payee"] == "Baker"


@pytest.mark.parametrize("rows", [3, 40])
def test_a_statement_takes_no_more_queries_with_more_rows(
    ledger, browser, rows, django_assert_max_num_queries
):
    ids = [ledger.posting("2024-01-10", "-1.00") for _ in range(rows)]
    statement = ledger.statement("2024-01-31", "400.00")
    ledger.settle(statement, *ids[::2])
    browser.see("statement", statement["id"])
    with django_assert_max_num_queries(30):
        browser.see("statement", statement["id"])


def test_the_page_of_an_import_says_what_became_of_the_balance_of_its_file(ledger, browser):
    said = {"name": "bank.ofx", "account": ledger.account}
    for balance, day, says in (
        ("450.00", "2024-01-31", "the balance of the file is noted"),
        ("470.00", "2024-02-29", "its statement is closed"),
        ("400.00", "2024-03-31", "the balance of the file does not join the one before it"),
    ):
        text = ofx(balance, day, (f"{day[:8]}10", "-30.00", day))
        shown = committed(ledger.caller, text, **said)
        assert says in words_of(browser.see("import", shown["id"])), day
