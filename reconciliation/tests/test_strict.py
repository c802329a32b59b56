"""What a strict account refuses: new postings up to the day of its newest closed statement."""

import pytest

from tests.cast import made
from tests.digest import digest

CLOSED = "2024-01-31"
EARLY, LATE = "2024-01-20", "2024-02-05"


@pytest.fixture
def strict(ledger):
    """A strict account whose statement of January is closed, with one posting before it unsettled.

    `ledger.old` is its transaction.
    """
    ledger.old = ledger.owner_of(ledger.posting(EARLY, "-5.00"))
    ledger.january = ledger.closed(CLOSED, "490.00", ledger.posting("2024-01-10", "-10.00"))
    made(ledger.caller.patch(f"accounts/{ledger.account}/", {"strict": True}))
    return ledger


def refused(ledger, act):
    """Whether `act` is refused for the statement of January, and changes nothing."""
    before = digest(ledger.caller.book.pk)
    answer = act()
    assert answer.status_code == 409, (answer.status_code, answer.content)
    said = answer.json()
    assert (said["code"], said["statements"]) == ("strict", [ledger.january["id"]])
    assert digest(ledger.caller.book.pk) == before
    return said["detail"]


def expense(ledger, day, **said):
    return {"type": "expense", "date": day, "amount": "3.00", "account": ledger.account, **said}


def record(ledger, day, **said):
    return ledger.caller.add("transactions/", **expense(ledger, day, **said))


def amend(ledger, row, **said):
    return ledger.caller.patch(f"transactions/{row}/", said)


@pytest.mark.parametrize("day", [EARLY, CLOSED])
def test_a_strict_account_takes_nothing_new_up_to_its_closed_statement(strict, day):
    said = refused(strict, lambda: strict.caller.post("transactions/", expense(strict, day)))
    name = made(strict.caller.get(f"accounts/{strict.account}/"))["name"]
    assert said == (
        f"The account {name} is strict, and its statement of 2024-01-31 is closed. State a later "
        "day; or reopen the statement and let it settle this; or make the account not strict."
    )


def test_later_days_and_other_accounts_are_free(strict):
    record(strict, LATE)
    other = strict.caller.account()["id"]
    record(strict, EARLY, account=other)


def test_an_account_that_is_not_strict_takes_everything(strict):
    made(strict.caller.patch(f"accounts/{strict.account}/", {"strict": False}))
    record(strict, EARLY)


def test_without_a_closed_statement_everything_is_free(strict):
    made(strict.act(strict.january, "reopen"))
    record(strict, EARLY)


def test_neither_an_edit_nor_a_transfer_brings_anything_there(strict):
    other = strict.caller.account()["id"]
    late = record(strict, LATE)["id"]
    elsewhere = record(strict, EARLY, account=other)
    refused(strict, lambda: amend(strict, late, date=EARLY))
    refused(strict, lambda: amend(strict, elsewhere["id"], account=strict.account))
    refused(
        strict,
        lambda: amend(strict, elsewhere["id"], type="transfer", to_account=strict.account),
    )


def test_what_was_there_stays_free(strict):
    made(amend(strict, strict.old, amount="6.00", date="2024-01-02", payee="Corner shop"))
    made(amend(strict, strict.old, postings=[{"amount": "-2.00"}, {"amount": "-4.00"}]))
    made(amend(strict, strict.old, postings=[{"amount": "-6.00"}]))


def test_what_was_there_does_not_come_back_once_it_went(strict):
    made(amend(strict, strict.old, date=LATE))
    refused(strict, lambda: amend(strict, strict.old, date=EARLY))
    refused(strict, strict.undo)


def test_many_at_once_are_refused_together(strict):
    other = strict.caller.account()["id"]
    row = record(strict, EARLY, account=other)["id"]
    post = strict.caller.post
    many = [expense(strict, LATE), expense(strict, EARLY)]
    refused(strict, lambda: post("transactions/bulk/", {"create": many}))
    moved = [{"id": row, "account": strict.account}]
    refused(strict, lambda: post("transactions/bulk/", {"update": moved}))


def test_what_was_deleted_does_not_come_back(strict):
    assert strict.caller.delete(f"transactions/{strict.old}/").status_code == 204
    refused(strict, strict.undo)
    (gone,) = made(strict.caller.get("trash/"))["results"]
    refused(strict, lambda: strict.caller.post(f"trash/{gone['id']}/restore/"))
    made(strict.act(strict.january, "reopen"))
    made(strict.caller.post(f"trash/{gone['id']}/restore/"))


def test_a_correction_that_the_statement_settles_is_not_refused(strict):
    february = strict.statement("2024-02-29", "480.00")
    made(strict.act(february, "close", correction={"description": "Fees"}))


def test_what_is_there_when_a_statement_closes_stays(strict):
    row = strict.owner_of(strict.posting(LATE, "-3.00"))
    strict.closed("2024-02-29", "490.00")
    made(amend(strict, row, amount="4.00"))
    answer = amend(strict, row, date="2024-03-01")
    made(answer)
    assert amend(strict, row, date=LATE).json()["code"] == "strict"
