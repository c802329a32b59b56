"""Statements over HTTP: their rules, their order, and what changes them."""

from datetime import timedelta

from django.utils import timezone

from tests.cast import faults, made
from tests.digest import digest


def conflict(response):
    """The code of a 409."""
    assert response.status_code == 409, (response.status_code, response.content)
    return response.json()["code"]


def test_a_statement_shows_what_it_follows(ledger):
    first = ledger.statement("2024-01-31", "500")
    second = ledger.statement("2024-02-29", "450.50")
    assert (first["previous"], second["previous"]) == (None, first["id"])
    assert second == {
        "id": second["id"],
        "account": ledger.account,
        "date": "2024-02-29",
        "balance": "450.50",
        "currency": "EUR",
        "type": "statement",
        "previous": first["id"],
        "closed": False,
    }


def test_open_statements_follow_in_the_order_of_their_days(ledger):
    march = ledger.statement("2024-03-31", "3.00")
    january = ledger.statement("2024-01-31", "1.00")
    february = ledger.statement("2024-02-29", "2.00")

    def previous():
        rows = made(ledger.caller.get("statements/"))["results"]
        return {row["id"]: row["previous"] for row in rows}

    assert previous() == {
        january["id"]: None, february["id"]: january["id"], march["id"]: february["id"]
    }  # fmt: skip
    made(ledger.caller.patch(f"statements/{january['id']}/", {"date": "2024-04-30"}))
    assert previous() == {
        february["id"]: None, march["id"]: february["id"], january["id"]: march["id"]
    }  # fmt: skip
    assert ledger.caller.delete(f"statements/{february['id']}/").status_code == 204
    assert previous() == {march["id"]: None, january["id"]: march["id"]}


def test_what_a_statement_may_not_say_is_named_at_once(ledger):
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    said = {"account": ledger.account, "date": tomorrow, "balance": "1.001"}
    assert faults(ledger.caller.post("statements/", said)) == {
        ("/date", "in_the_future"),
        ("/balance", "too_many_decimals"),
    }
    early = {"account": ledger.account, "date": "2023-12-31", "balance": "1"}
    assert faults(ledger.caller.post("statements/", early)) == {("/date", "before_opening")}
    ledger.statement("2024-01-31", "7.00")
    again = {"account": ledger.account, "date": "2024-01-31", "balance": "7"}
    assert faults(ledger.caller.post("statements/", again)) == {("/balance", "stated_already")}
    other = ledger.statement("2024-01-31", "8.00")
    assert other["previous"] is None


def test_a_statement_before_a_closed_one_is_refused_and_an_assertion_is_not(ledger):
    ledger.closed("2024-03-31", "500.00")
    said = {"account": ledger.account, "date": "2024-02-29", "balance": "500.00"}
    assert faults(ledger.caller.post("statements/", said)) == {("/date", "later_closed")}
    ledger.statement("2024-02-29", "500.00", type="assertion")


def test_a_statement_keeps_its_account_and_its_kind(ledger):
    statement = ledger.statement("2024-01-31", "500.00")
    other = ledger.caller.account()["id"]
    answer = ledger.caller.patch(
        f"statements/{statement['id']}/", {"account": other, "type": "assertion"}
    )
    assert faults(answer) == {("/account", "fixed"), ("/type", "fixed")}


def test_a_closed_statement_stays_as_it_is(ledger):
    statement = ledger.closed("2024-01-31", "500.00")
    path = f"statements/{statement['id']}/"
    before = digest(ledger.caller.book.pk)
    assert conflict(ledger.caller.patch(path, {"balance": "1.00"})) == "closed"
    assert conflict(ledger.caller.delete(path)) == "closed"
    assert conflict(ledger.act(statement, "close")) == "closed"
    assert conflict(ledger.act(statement, "settle", settle_until="2024-01-31")) == "closed"
    assert digest(ledger.caller.book.pk) == before
    made(ledger.act(statement, "reopen"))
    assert conflict(ledger.act(statement, "reopen")) == "open"
    made(ledger.caller.patch(path, {"balance": "1.00"}))


def test_statements_close_from_the_oldest_on_and_reopen_from_the_newest(ledger):
    first = ledger.statement("2024-01-31", "500.00")
    second = ledger.statement("2024-02-29", "500.00")
    assert conflict(ledger.act(second, "close")) == "previous_open"
    made(ledger.act(first, "close"))
    made(ledger.act(second, "close"))
    assert conflict(ledger.act(first, "reopen")) == "later_closed"
    made(ledger.act(second, "reopen"))
    made(ledger.act(first, "reopen"))


def test_an_undo_neither_opens_what_a_later_one_follows_nor_closes_over_a_gap(ledger):
    posting = ledger.posting("2024-01-10", "-10.00")
    first = ledger.closed("2024-01-31", "490.00", posting)
    closed = ledger.last_change()
    ledger.closed("2024-02-29", "490.00")
    second = ledger.last_change()
    before = digest(ledger.caller.book.pk)
    assert conflict(ledger.undo(closed)) == "later_closed"
    assert digest(ledger.caller.book.pk) == before
    made(ledger.undo(second))
    made(ledger.undo(closed))
    reopened = ledger.last_change()
    made(ledger.act(first, "settle", release=[posting]))
    assert conflict(ledger.undo(reopened)) == "gap"
    made(ledger.act(first, "settle", settle=[posting]))
    made(ledger.undo(reopened))
    assert made(ledger.caller.get(f"statements/{first['id']}/"))["closed"] is True


def test_of_two_balances_of_one_day_one_is_closed_and_the_next_follows_that(ledger):
    posting = ledger.posting("2024-01-15", "-20.00")
    wrong, right = (ledger.statement("2024-01-31", said) for said in ("500.00", "480.00"))
    later = ledger.statement("2024-02-29", "480.00")
    ledger.settle(right, posting)
    made(ledger.act(right, "close"))
    assert conflict(ledger.act(wrong, "close")) == "later_closed"
    row = made(ledger.caller.get(f"statements/{later['id']}/"))
    assert row["previous"] == right["id"]
    made(ledger.act(later, "close"))


def test_a_gap_keeps_a_statement_open(ledger):
    statement = ledger.statement("2024-01-31", "480.00")
    before = digest(ledger.caller.book.pk)
    answer = ledger.act(statement, "close")
    assert conflict(answer) == "gap"
    assert "-20.00 EUR" in answer.json()["detail"]
    assert digest(ledger.caller.book.pk) == before


def test_a_gap_is_corrected_by_a_transaction_that_somebody_states(ledger):
    food = ledger.caller.category(name="Food")["id"]
    statement = ledger.statement("2024-01-31", "480.00")
    said = {"category": food, "payee": "Unknown", "description": "Not found"}
    found = made(ledger.act(statement, "close", correction=said))
    assert (found["gap"], found["settled"]) == ("0.00", "-20.00")
    (row,) = made(ledger.caller.get("transactions/"))["results"]
    assert (row["type"], row["amount"], row["date"]) == ("expense", "20.00", "2024-01-31")
    assert (row["category"], row["payee"], row["settled"]) == (food, "Unknown", True)
    made(ledger.undo())
    assert made(ledger.caller.get("transactions/"))["results"] == []
    assert made(ledger.caller.get(f"statements/{statement['id']}/"))["closed"] is False


def test_a_gap_of_the_first_statement_is_corrected_by_another_opening_balance(ledger):
    statement = ledger.statement("2024-01-31", "480.00")
    made(ledger.act(statement, "close", correction={"opening_balance": True}))
    account = made(ledger.caller.get(f"accounts/{ledger.account}/"))
    assert account["opening_balance"] == "480.00"
    second = ledger.statement("2024-02-29", "470.00")
    answer = ledger.act(second, "close", correction={"opening_balance": True})
    assert faults(answer) == {("/correction/opening_balance", "not_first")}


def test_a_correction_has_a_gap_and_a_category_of_its_direction(ledger):
    pay = ledger.caller.category(name="Pay", type="income")["id"]
    statement = ledger.statement("2024-01-31", "480.00")
    answer = ledger.act(statement, "close", correction={"category": pay})
    assert faults(answer) == {("/correction/category", "category_type_differs")}
    ledger.settle(statement, ledger.posting("2024-01-15", "-20.00"))
    answer = ledger.act(statement, "close", correction={})
    assert faults(answer) == {("/correction", "no_gap")}


def test_a_deleted_statement_releases_what_it_settles(ledger):
    posting = ledger.posting("2024-01-15", "-20.00")
    statement = ledger.statement("2024-01-31", "480.00")
    ledger.settle(statement, posting)
    before = digest(ledger.caller.book.pk)
    assert ledger.caller.delete(f"statements/{statement['id']}/").status_code == 204
    assert ledger.postings_of(ledger.owner_of(posting))[0]["settled_in"] is None
    made(ledger.undo())
    assert digest(ledger.caller.book.pk) == before


def test_an_account_with_statements_keeps_its_currency_and_stays(ledger):
    ledger.statement("2024-01-31", "500.00")
    answer = ledger.caller.patch(f"accounts/{ledger.account}/", {"currency": "USD"})
    assert answer.json()["uses"] == {"statements": 1}
    answer = ledger.caller.delete(f"accounts/{ledger.account}/")
    assert conflict(answer) == "in_use"


def test_statements_are_listed_by_account_and_by_what_is_closed(ledger):
    closed = ledger.closed("2024-01-31", "500.00")
    opened = ledger.statement("2024-02-29", "500.00")

    def ids(query):
        return [row["id"] for row in made(ledger.caller.get(f"statements/?{query}"))["results"]]

    assert ids("closed=true") == [closed["id"]]
    assert ids("closed=false") == [opened["id"]]
    assert ids(f"account={ledger.account}") == [closed["id"], opened["id"]]
    assert ids(f"account={ledger.account + 10**6}") == []
