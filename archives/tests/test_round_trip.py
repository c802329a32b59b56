"""A book, archived and restored, is the same book: by digest, and to everybody who looks."""

import io
import json
from datetime import date

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from archives.tests.conftest import archive_of, digest, restored
from books.models import Book, Cause, Change, Revision, Role
from currencies.models import ReferenceRate
from exports.tests.conftest import hostile  # noqa: F401  # the fixture
from tests.cast import joined, made, signed_up, text_of
from tests.copies import made_once
from tests.test_state_machine import Bookkeeping


@pytest.fixture
def eventful(alice):
    """A book in which everything that leaves a mark was done."""
    made_once("eventful", lambda: make_eventful(alice))
    return alice


def make_eventful(book):
    """Make the rows of `eventful`."""
    book.add("rates/", date="2024-01-01", base="USD", quote="EUR", rate="0.912345678901")
    for code in ("USD", "JPY", "BHD"):
        book.transaction(account=book.account(name=code, currency=code)["id"], amount="12")
    food = book.category(name="Food")["id"]
    parts = [{"amount": "-4.00", "category": food}, {"amount": "-6.00", "description": "rest"}]
    book.transaction(amount="10.00", postings=parts)
    first = book.transaction(payee="Mill", tags=["a", "b"], notes="n\n" * 50)["id"]
    book.patch(f"transactions/{first}/", {"amount": "7.00", "tags": ["b", "c"]})
    gone = book.transaction(payee="Gone", tags=["gone"])["id"]
    book.delete(f"transactions/{gone}/")
    book.delete(f"payees/{row_named(book, 'payees', 'Gone')}/")
    book.delete(f"tags/{row_named(book, 'tags', 'gone')}/")
    old = book.category(name="Old")["id"]
    book.transaction(category=old)
    book.delete(f"categories/{old}/?replace_with={book.category(name='New')['id']}")
    book.patch("book/", {"home_currency": "USD", "name": "Ours", "calendar": "AT"})
    book.patch("book/", {"closed_days": ["2026-12-24"]})
    book.delete(f"accounts/{book.account(name='Closed')['id']}/")
    make_plans(book)
    token = book.add("tokens/", name="phone", scope="write")["token"]
    book.post("tags/", {"name": "By phone"}, HTTP_AUTHORIZATION=f"Token {token}")
    last = made(book.get("book/"))["last_change"]
    assert book.post(f"history/{last}/undo/").status_code == 200
    joined(signed_up("mona"), book.book, Role.EDITOR).transaction(
        account=made(book.get("accounts/"))["results"][0]["id"]
    )


def make_plans(book):
    """Make a budget, a schedule whose first occurrence is matched, and a closed statement."""
    account = book.account(name="Planned", opening_date="2024-01-01")["id"]
    rent = book.category(name="Rent")["id"]
    paid = book.transaction(account=account, category=rent, amount="80", date="2024-02-01")["id"]
    budget = book.add("budgets/", name="Household", anchor="2024-01-01")["id"]
    line = book.add("budget-lines/", budget=budget, category=rent, starts="2024-01-01")["id"]
    stated = {"line": line, "period_start": "2024-01-01", "amount": "80", "standing": True}
    made(book.put(f"budgets/{budget}/amounts/", [stated]))
    phase = {"account": account, "category": rent, "amount": "80", "starts": "2024-02-01"}
    schedule = book.add(
        "schedules/", name="Rent", type="expense", phases=[{**phase, "unit": "month"}]
    )["id"]
    for nominal, state in ("2024-02-01", {"state": "matched", "transaction": paid}), (
        "2024-03-01", {"state": "skipped"},
    ):  # fmt: skip
        book.add("occurrences/", schedule=schedule, nominal=nominal, **state)
    said = {"account": account, "date": "2024-02-29", "balance": "-80.00"}
    statement = book.add("statements/", **said)["id"]
    made(book.post(f"statements/{statement}/settle/", {"settle_until": "2024-02-29"}))
    made(book.post(f"statements/{statement}/close/", {}))


KIND_OF = {"account": "accounts", "to_account": "accounts", "category": "categories"}


def row_named(caller, kind, name):
    rows = made(caller.get(f"{kind}/?limit=200"))["results"]
    return next(row["id"] for row in rows if row["name"] == name)


def looked_at(caller, book):
    """All that a member sees of a book, with what things are called in the place of ids."""
    caller.at(book)
    names = {
        (kind, row["id"]): row["name"]
        for kind in ("accounts", "categories", "payees", "tags")
        for row in made(caller.get(f"{kind}/?limit=200"))["results"]
    }
    rows = json.loads(text_of(caller.get("exports/transactions.json")))
    for row in rows:
        row.pop("id")
        for one in [row, *row["postings"]]:
            one.pop("id", None)
            one["settled_in"] = bool(one.get("settled_in"))
            for name, kind in KIND_OF.items():
                if one.get(name):
                    one[name] = names[kind, one[name]]
    seen = {"rows": rows, "names": sorted(names.values())}
    seen["history"] = [
        {**change, "entries": [e["text"] for e in change["entries"] or ()]}
        for change in everything(caller, "history/")
        if change["cause"] != Cause.RESTORE
    ]
    seen["trash"] = [
        {key: value for key, value in row.items() if key not in ("id", "row")}
        for row in everything(caller, "trash/")
    ]
    seen["balances"] = sorted(
        (row["name"], row["balance"]) for row in everything(caller, "accounts/")
    )
    month = "reports/summary/?start_date=2024-01-01&end_date=2024-12-31"
    seen["report"] = without_links(made(caller.get(month)))
    for change in seen["history"]:
        change["user"] = (change["user"] or {}).get("username")
    return seen


def without_links(said):
    """A report without what leads to its rows, by ids."""
    if isinstance(said, dict):
        left = {"transactions", "account", "category", "payee", "id"}
        return {key: without_links(value) for key, value in said.items() if key not in left}
    return [without_links(one) for one in said] if isinstance(said, list) else said


def everything(caller, address):
    found, following = [], f"{address}{'&' if '?' in address else '?'}limit=200"
    while following:
        page = made(caller.get(following))
        found += page["results"]
        following = page["next"]
    return found


def test_a_restored_book_is_the_same_to_everybody_who_looks(eventful, carol):
    content = archive_of(eventful.book.pk)
    done = restored(content, carol.user)
    book = done.book
    assert (book.name, book.home_currency, book.calendar) == ("Ours", "USD", "AT")
    assert book.closed_days == "2026-12-24"
    assert done.revalued == 0
    assert digest(done.book.pk) == digest(eventful.book.pk) == done.digest
    assert looked_at(carol, done.book) == looked_at(eventful, eventful.book)
    call_command("check_books", stdout=io.StringIO())


def test_whatever_people_wrote_comes_back(hostile, carol):  # noqa: F811  # the fixture
    done = restored(archive_of(hostile.book.pk), carol.user)
    assert digest(done.book.pk) == digest(hostile.book.pk) == done.digest
    assert looked_at(carol, done.book) == looked_at(hostile, hostile.book)


def test_an_archive_of_a_restored_book_says_the_same_again(eventful, carol):
    first = restored(archive_of(eventful.book.pk), carol.user)
    carol.at(first.book)
    second = restored(archive_of(first.book.pk), carol.user)
    assert digest(second.book.pk) == digest(first.book.pk) == digest(eventful.book.pk)
    causes = Change.objects.filter(book=second.book).order_by("-number").values_list("cause")
    assert [cause for (cause,) in causes[:3]] == ["restore", "restore", "api"]


def test_what_differs_gives_another_digest(alice):
    row = alice.transaction(payee="Mill", tags=["a"])["id"]
    seen = {digest(alice.book.pk)}
    for path, body in (
        ("book/", {"name": "B"}),
        (f"transactions/{row}/", {"amount": "10.01"}),
        (f"transactions/{row}/", {"amount": "10.00"}),
        (f"transactions/{row}/", {"tags": ["b"]}),
    ):
        made(alice.patch(path, body))
        seen.add(digest(alice.book.pk))
    assert len(seen) == 5


def test_the_newest_changes_can_be_undone_and_what_was_deleted_returns(eventful, carol):
    done = restored(archive_of(eventful.book.pk), carol.user)
    last = done.book.last_change - 1
    there, here = eventful.at(eventful.book), carol.at(done.book)
    for number in range(last, last - 18, -1):
        answers = [made_or_not(caller.post(f"history/{number}/undo/")) for caller in (there, here)]
        codes = [code for code, _ in answers]
        assert codes[0] == codes[1], (number, answers)
        # The restore took a number of its own.
        assert answers[0][1] == answers[1][1], number
    assert codes[0] == 200
    assert looked_at_rows(here, done.book) == looked_at_rows(there, eventful.book)
    call_command("check_books", stdout=io.StringIO())


def made_or_not(response):
    said = response.json()
    return response.status_code, said.get("summary") or (said["code"], len(said.get("changes", [])))


def looked_at_rows(caller, book):
    seen = looked_at(caller, book)
    return [{k: v for k, v in row.items() if k != "changed_in"} for row in seen["rows"]]


def test_the_trash_of_a_restored_book_gives_back_what_is_in_it(eventful, carol):
    done = restored(archive_of(eventful.book.pk), carol.user)
    carol.at(done.book)
    trash = everything(carol, "trash/")
    for kind in ("payee", "tag", "transaction"):
        for one in [row for row in trash if row["kind"] == kind]:
            assert carol.post(f"trash/{one['id']}/restore/").status_code == 200
    payees = [row["payee"] for row in json.loads(text_of(carol.get("exports/transactions.json")))]
    assert "Gone" in payees
    call_command("check_books", stdout=io.StringIO())


def test_an_id_of_what_is_gone_is_given_to_nothing_else(eventful, carol):
    done = restored(archive_of(eventful.book.pk), carol.user)
    gone = Revision.objects.filter(book=done.book, action="deleted", kind="transaction")
    highest = max(gone.values_list("row_id", flat=True))
    carol.at(Book.objects.exclude(pk=done.book.pk).filter(memberships__user=carol.user).get())
    assert carol.transaction()["id"] > highest


def test_names_of_makers_stay_and_are_nobodys_here(eventful, carol):
    done = restored(archive_of(eventful.book.pk), carol.user)
    newest, *rest = everything(carol.at(done.book), "history/")
    assert (newest["user"]["username"], newest["cause"]) == ("carol", "restore")
    assert newest["summary"].startswith("Restored from an archive of ")
    assert {(row["user"]["id"], row["user"]["username"]) for row in rest} == {
        (None, "alice"), (None, "mona"),
    }  # fmt: skip
    assert not Change.objects.filter(book=done.book, user__username__in=["alice", "mona"]).exists()


def test_no_secret_is_in_an_archive(eventful):
    eventful.at(None)
    invitation = eventful.add("invitations/", role="viewer", email="lee@example.com")["token"]
    key = {"HTTP_IDEMPOTENCY_KEY": "a key of my own"}
    eventful.post("tags/", {"name": "keyed"}, **key)
    kept = Change.objects.exclude(answer="").values_list("idempotency_key", "fingerprint")
    secrets = [eventful.token, invitation, *kept.first(), "etp_", "alice@example.com"]
    text = text_of(eventful.get("exports/archive.zip"))
    assert "keyed" in text
    assert [secret for secret in secrets if secret in text] == []


def test_a_thinned_history_stays_as_short_as_it_is(eventful, carol):
    call_command("prune_history", "1", stdout=io.StringIO())
    Change.objects.filter(book=eventful.book, number__lte=10).update(at="2020-01-01T00:00:00Z")
    call_command("prune_history", "730", stdout=io.StringIO())
    done = restored(archive_of(eventful.book.pk), carol.user)
    assert done.book.history_from == 11
    assert digest(done.book.pk) == digest(eventful.book.pk)
    call_command("check_books", stdout=io.StringIO())


def test_worth_follows_the_published_rates_of_this_server(alice, carol):
    rate = {"source": "ecb", "currency": "USD", "date": date(2024, 1, 12)}
    ReferenceRate.objects.create(**rate, rate="1.25")
    dollars = alice.account(name="Dollars", currency="USD")["id"]
    alice.transaction(account=dollars, amount="10.00")
    alice.transaction(amount="5.00")
    content = archive_of(alice.book.pk)
    assert restored(content, carol.user).revalued == 0
    ReferenceRate.objects.update(rate="2")
    done = restored(content, carol.user)
    assert done.revalued == 1
    assert digest(done.book.pk) != done.digest
    call_command("check_books", "--book", str(done.book.pk), stdout=io.StringIO())
    (row,) = everything(carol.at(done.book), "transactions/?currency=USD&expand=postings")
    assert row["postings"][0]["rate"] == "0.5"
    assert carol.post(f"history/{done.book.last_change}/undo/").json()["code"] == "nothing_to_undo"


class Archiving(Bookkeeping):
    """Random books of random people: at the end each is archived and restored."""

    def teardown(self):
        if not hasattr(self, "undone"):
            return
        try:
            owner = signed_up("restorer").user
            for mirror in self.mirrors:
                done = restored(archive_of(mirror.book_id), owner)
                assert digest(done.book.pk) == digest(mirror.book_id) == done.digest
            call_command("check_books", stdout=io.StringIO())
        finally:
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)


@pytest.mark.django_db
def test_every_book_survives_whatever_was_done_in_it():
    profile = settings()
    run_state_machine_as_test(
        Archiving,
        settings=settings(
            max_examples=max(2, profile.max_examples // 33), stateful_step_count=15, deadline=None
        ),
    )
