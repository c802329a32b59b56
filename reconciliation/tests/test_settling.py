"""Which postings a statement settles, and what a closed one keeps from being changed."""

import pytest

from tests.cast import faults, made
from tests.digest import digest


def settled_conflict(response):
    """The ids of the statements that a 409 names."""
    assert response.status_code == 409, (response.status_code, response.content)
    assert response.json()["code"] == "settled", response.json()
    return response.json()["statements"]


def test_what_cannot_be_settled_is_named_at_once(ledger):
    first = ledger.statement("2024-01-31", "490.00")
    second = ledger.statement("2024-02-29", "490.00")
    taken = ledger.posting("2024-01-10", "-10.00")
    waiting = ledger.posting("2024-01-11", "-11.00", status="pending")
    free = ledger.posting("2024-01-12", "-12.00")
    elsewhere = ledger.posting("2024-01-13", "-13.00", account=ledger.caller.account()["id"])
    ledger.settle(first, taken)
    before = digest(ledger.caller.book.pk)
    answer = ledger.act(
        second, "settle", settle=[taken, waiting, free, elsewhere, 10**9], release=[taken]
    )
    assert faults(answer) == {
        ("/settle/0", "settled"),
        ("/settle/1", "pending"),
        ("/settle/3", "does_not_exist"),
        ("/settle/4", "does_not_exist"),
        ("/release/0", "not_settled"),
    }
    assert faults(ledger.act(second, "settle")) == {("", "required")}
    assert digest(ledger.caller.book.pk) == before


def test_all_up_to_a_day_is_settled_but_what_is_pending_or_settled(ledger):
    first = ledger.statement("2024-01-31", "490.00")
    second = ledger.statement("2024-02-29", "470.00")
    ledger.settle(first, ledger.posting("2024-01-10", "-10.00"))
    ledger.posting("2024-02-10", "-99.00", status="pending")
    ledger.posting("2024-02-11", "-20.00")
    ledger.posting("2024-03-01", "-5.00")
    found = made(ledger.act(second, "settle", settle_until="2024-02-29"))
    assert (found["settled"], found["settled_postings"], found["gap"]) == ("-20.00", 1, "0.00")


def test_too_much_at_once_is_refused(ledger, monkeypatch):
    monkeypatch.setattr("reconciliation.settling.UNTIL_MAX", 1)
    statement = ledger.statement("2024-01-31", "470.00")
    for day in ("2024-01-10", "2024-01-11"):
        ledger.posting(day, "-15.00")
    answer = ledger.act(statement, "settle", settle_until="2024-01-31")
    assert faults(answer) == {("/settle_until", "too_many")}
    made(ledger.act(statement, "settle", settle_until="2024-01-10"))


def test_what_is_settled_is_released_again(ledger):
    statement = ledger.statement("2024-01-31", "490.00")
    posting = ledger.posting("2024-01-10", "-10.00")
    ledger.settle(statement, posting)
    found = made(ledger.act(statement, "settle", release=[posting]))
    assert (found["settled"], found["gap"]) == ("0.00", "-10.00")


def test_the_history_names_a_statement_by_its_day_also_once_it_is_gone(ledger):
    statement = ledger.statement("2024-01-31", "490.00")
    ledger.settle(statement, ledger.posting("2024-01-10", "-10.00"))
    settled = ledger.last_change()
    for _ in range(2):
        (entry,) = made(ledger.caller.get(f"history/{settled}/"))["entries"]
        assert entry["text"].endswith("settled is on the statement of 2024-01-31.")
        ledger.caller.delete(f"statements/{statement['id']}/")


def test_an_assertion_settles_nothing(ledger):
    counted = ledger.statement("2024-01-31", "490.00", type="assertion")
    posting = ledger.posting("2024-01-10", "-10.00")
    answer = ledger.act(counted, "settle", settle=[posting])
    assert (answer.status_code, answer.json()["code"]) == (409, "assertion")
    assert ledger.act(counted, "close").status_code == 409


@pytest.fixture
def locked(ledger):
    """A transaction that a closed statement settles, and that statement."""
    posting = ledger.posting("2024-01-10", "-10.00")
    statement = ledger.closed("2024-01-31", "490.00", posting)
    return ledger.owner_of(posting), statement["id"]


@pytest.mark.parametrize(
    "change",
    [
        {"amount": "11.00"},
        {"refund": True},
        {"type": "income", "category": None},
        {"account": "other"},
        {"postings": [{"amount": "-4.00"}, {"amount": "-6.01"}]},
    ],
)
def test_what_a_closed_statement_settles_keeps_amount_and_account(ledger, locked, change):
    transaction, statement = locked
    if change.get("account"):
        change = {"account": ledger.caller.account()["id"]}
    before = digest(ledger.caller.book.pk)
    answer = ledger.caller.patch(f"transactions/{transaction}/", change)
    assert settled_conflict(answer) == [statement]
    many = {"update": [{"id": transaction, **change}]}
    assert settled_conflict(ledger.caller.post("transactions/bulk/", many)) == [statement]
    assert digest(ledger.caller.book.pk) == before


def test_what_a_closed_statement_settles_is_not_deleted(ledger, locked):
    transaction, statement = locked
    answer = ledger.caller.delete(f"transactions/{transaction}/")
    assert settled_conflict(answer) == [statement]
    many = {"delete": [transaction]}
    assert settled_conflict(ledger.caller.post("transactions/bulk/", many)) == [statement]


def test_what_a_closed_statement_settles_may_say_something_else(ledger, locked):
    transaction, _ = locked
    food = ledger.caller.category(name="Food")["id"]
    said = {"date": "2024-01-12", "payee": "Baker", "category": food, "tags": ["a"], "notes": "b"}
    row = made(ledger.caller.patch(f"transactions/{transaction}/", said))
    assert row["settled"] is True
    assert ledger.state()["gaps"] == "0.00"


def test_what_a_closed_statement_settles_may_be_split_otherwise(ledger, locked):
    transaction, statement = locked
    parts = {"postings": [{"amount": "-4.00"}, {"amount": "-6.00"}]}
    row = made(ledger.caller.patch(f"transactions/{transaction}/", parts))
    assert [one["settled_in"] for one in row["postings"]] == [statement, statement]
    made(ledger.undo())
    assert ledger.state()["gaps"] == "0.00"
    savings = ledger.caller.account(opening_date="2024-01-01")["id"]
    transfer = {"type": "transfer", "to_account": savings}
    row = made(ledger.caller.patch(f"transactions/{transaction}/?expand=postings", transfer))
    postings = ledger.postings_of(transaction)
    assert [one["settled_in"] for one in postings] == [statement, None]
    assert ledger.state()["gaps"] == "0.00"


@pytest.mark.parametrize("close", [False, True])
def test_what_is_settled_is_not_pending(ledger, close):
    posting = ledger.posting("2024-01-10", "-10.00")
    statement = ledger.statement("2024-01-31", "490.00")
    ledger.settle(statement, posting)
    if close:
        made(ledger.act(statement, "close"))
    path = f"transactions/{ledger.owner_of(posting)}/"
    answer = ledger.caller.patch(path, {"status": "pending"})
    assert faults(answer) == {("/status", "settled")}


def test_in_an_open_statement_another_amount_stays_settled_and_another_account_does_not(ledger):
    posting = ledger.posting("2024-01-10", "-10.00")
    statement = ledger.statement("2024-01-31", "490.00")
    ledger.settle(statement, posting)
    path = f"transactions/{ledger.owner_of(posting)}/"
    assert made(ledger.caller.patch(path, {"amount": "12.00"}))["settled"] is True
    assert ledger.comparison(statement)["gap"] == "2.00"
    other = ledger.caller.account()["id"]
    assert made(ledger.caller.patch(path, {"account": other}))["settled"] is False
    assert ledger.comparison(statement)["settled_postings"] == 0


def test_an_undo_meets_the_same_obstacle(ledger):
    posting = ledger.posting("2024-01-10", "-11.00")
    recorded = ledger.last_change()
    transaction = ledger.owner_of(posting)
    made(ledger.caller.patch(f"transactions/{transaction}/", {"amount": "10.00"}))
    statement = ledger.statement("2024-01-31", "490.00")
    ledger.settle(statement, posting)
    settled = ledger.last_change()
    made(ledger.act(statement, "close"))
    before = digest(ledger.caller.book.pk)
    assert settled_conflict(ledger.undo(settled)) == [statement["id"]]
    assert ledger.undo(recorded).status_code == 409
    assert digest(ledger.caller.book.pk) == before
    made(ledger.act(statement, "reopen"))
    made(ledger.undo(settled))
    assert ledger.comparison(statement)["settled_postings"] == 0


def test_undo_of_a_deletion_returns_into_the_open_statement(ledger):
    posting = ledger.posting("2024-01-10", "-10.00")
    statement = ledger.statement("2024-01-31", "490.00")
    ledger.settle(statement, posting)
    transaction = ledger.owner_of(posting)
    assert ledger.caller.delete(f"transactions/{transaction}/").status_code == 204
    assert ledger.comparison(statement)["gap"] == "-10.00"
    made(ledger.undo())
    assert ledger.comparison(statement)["gap"] == "0.00"


def test_a_deleted_transaction_does_not_return_into_a_closed_statement(ledger):
    posting = ledger.posting("2024-01-10", "-10.00")
    statement = ledger.statement("2024-01-31", "500.00")
    ledger.settle(statement, posting)
    transaction = ledger.owner_of(posting)
    assert ledger.caller.delete(f"transactions/{transaction}/").status_code == 204
    deleted = ledger.last_change()
    made(ledger.act(statement, "close"))
    assert settled_conflict(ledger.undo(deleted)) == [statement["id"]]


def test_a_deleted_transaction_names_the_deletion_of_the_statement_that_had_it(ledger):
    posting = ledger.posting("2024-01-10", "-10.00")
    statement = ledger.statement("2024-01-31", "490.00")
    ledger.settle(statement, posting)
    assert ledger.caller.delete(f"transactions/{ledger.owner_of(posting)}/").status_code == 204
    deleted = ledger.last_change()
    assert ledger.caller.delete(f"statements/{statement['id']}/").status_code == 204
    answer = ledger.undo(deleted)
    assert (answer.status_code, answer.json()["changes"]) == (409, [ledger.last_change()])
    made(ledger.undo())
    made(ledger.undo(deleted))
    assert ledger.comparison(statement)["gap"] == "0.00"


def test_a_version_that_is_not_the_newest_settles_nothing(ledger):
    statement = ledger.statement("2024-01-31", "490.00")
    path = f"statements/{statement['id']}/"
    tag = ledger.caller.get(path)["ETag"]
    made(ledger.caller.patch(path, {"balance": "480.00"}))
    answer = ledger.caller.post(f"{path}close/", {}, HTTP_IF_MATCH=tag)
    assert answer.status_code == 412
