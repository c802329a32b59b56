"""What a change overwrites or deletes is kept once, whole; what it makes costs no revision."""

import json

import pytest

from books.models import Action, Revision
from tests.cast import made


def kept(book, number=None):
    """What the newest change (or that of `number`) kept: (kind, id) -> (action, before)."""
    book.refresh_from_db()
    rows = Revision.objects.for_book(book).filter(number=number or book.last_change)
    found = {(r.kind, r.row_id): (r.action, json.loads(r.before or "null")) for r in rows}
    assert len(found) == len(rows)
    return found


@pytest.fixture
def shopping(alice):
    """A transaction of a payee and two tags."""
    return alice.transaction(payee="Mill", tags=["a", "b"], category=alice.category()["id"])


def test_new_rows_are_kept_by_their_change_alone(alice):
    item = {"type": "expense", "amount": "1", "date": "2024-01-15", "payee": "P", "tags": ["t"]}
    alice.post("transactions/bulk/", {"create": [item] * 300})
    assert not Revision.objects.for_book(alice.book).exists()
    counts = json.loads(alice.book.changes.last().counts)
    assert counts == {
        "payee": {"created": 1},
        "tag": {"created": 1},
        "transaction": {"created": 300},
    }


def test_an_edit_keeps_the_row_with_its_parts_once(alice, shopping):
    alice.patch(f"transactions/{shopping['id']}/", {"amount": "5.00", "tags": ["b"]})
    found = kept(alice.book)
    (action, before) = found[("transaction", shopping["id"])]
    assert action == Action.AMENDED
    assert (before["amount"], before["date"]) == (1000, "2024-01-15")
    assert [posting["amount"] for posting in before["postings"]] == [-1000]
    assert len(before["tag_links"]) == 2
    assert len(found) == 1


def test_a_deleted_row_is_kept_whole(alice, shopping):
    alice.delete(f"transactions/{shopping['id']}/")
    (action, before) = kept(alice.book)[("transaction", shopping["id"])]
    assert action == Action.DELETED
    assert (len(before["postings"]), len(before["tag_links"])) == (1, 2)


def test_a_bulk_call_keeps_each_row_that_it_changes_or_deletes(alice):
    ids = [alice.transaction()["id"] for _ in range(4)]
    alice.post(
        "transactions/bulk/",
        {"update": [{"id": i, "notes": "x"} for i in ids[:2]], "delete": ids[2:]},
    )
    actions = {row_id: action for (_, row_id), (action, _) in kept(alice.book).items()}
    assert actions == dict(zip(ids, ["amended"] * 2 + ["deleted"] * 2, strict=True))


def test_a_merge_keeps_what_goes_and_all_that_used_it(alice, shopping):
    other = alice.category()
    alice.post(f"categories/{shopping['category']}/merge/", {"into": other["id"]})
    actions = {key: action for key, (action, _) in kept(alice.book).items()}
    assert actions == {
        ("category", shopping["category"]): "deleted",
        ("transaction", shopping["id"]): "amended",
    }


@pytest.mark.parametrize(("kind", "name"), [("payee", "Mill"), ("tag", "a")])
@pytest.mark.parametrize("how", ["delete", "merge"])
def test_a_label_that_goes_is_kept_with_the_transactions_that_lose_it(
    alice, shopping, kind, name, how
):
    label = next(r for r in alice.get(f"{kind}s/").json()["results"] if r["name"] == name)
    if how == "delete":
        alice.delete(f"{kind}s/{label['id']}/")
    else:
        into = alice.add(f"{kind}s/", name="Other")["id"]
        alice.post(f"{kind}s/{label['id']}/merge/", {"into": into})
    actions = {key: action for key, (action, _) in kept(alice.book).items()}
    assert actions == {(kind, label["id"]): "deleted", ("transaction", shopping["id"]): "amended"}


@pytest.mark.parametrize("kind", ["payee", "tag"])
def test_a_label_of_another_name_touches_the_transactions_that_show_it(alice, shopping, kind):
    label = alice.get(f"{kind}s/").json()["results"][0]
    alice.patch(f"{kind}s/{label['id']}/", {"name": "New name"})
    actions = {key: action for key, (action, _) in kept(alice.book).items()}
    assert actions == {(kind, label["id"]): "amended", ("transaction", shopping["id"]): "touched"}
    shown = alice.get(f"transactions/{shopping['id']}/").json()
    assert shown["changed_in"] == alice.book.last_change


def test_a_rate_touches_what_it_re_values(alice):
    account = alice.account(currency="USD")["id"]
    row = alice.transaction(account=account)
    alice.add("rates/", date="2024-01-15", base="USD", quote="EUR", rate="0.9")
    actions = {key: action for key, (action, _) in kept(alice.book).items()}
    assert actions == {("transaction", row["id"]): "touched"}


def test_a_book_kept_before_there_were_calendars_returns_without_one(alice):
    alice.patch("book/", {"calendar": "AT"})
    said = {"name": "alice's book", "home_currency": "EUR"}
    Revision.objects.filter(kind="book").update(before=json.dumps(said))
    change, _opened = made(alice.get(f"history/?kind=book&id={alice.book.pk}"))["results"]
    (entry,) = change["entries"]
    assert entry["changes"] == [{"field": "calendar", "before": "", "after": "AT"}]
    made(alice.post(f"history/{change['number']}/undo/"))
    assert made(alice.get("book/"))["calendar"] == ""


def test_the_book_itself_is_kept(alice):
    alice.patch("book/", {"name": "Household"})
    assert kept(alice.book) == {
        ("book", alice.book.pk): (
            "amended",
            {"name": "alice's book", "home_currency": "EUR", "calendar": "", "closed_days": ""},
        )
    }


def test_a_refused_change_keeps_nothing(alice, shopping):
    alice.patch(f"transactions/{shopping['id']}/", {"amount": "-5"})
    alice.delete(f"categories/{shopping['category']}/")
    assert not Revision.objects.for_book(alice.book).exists()


def test_who_leaves_takes_the_history_along(alice, shopping):
    alice.delete(f"transactions/{shopping['id']}/")
    assert alice.delete("me/", {"password": "Dark-Blue-Teapot-7"}).status_code == 204
    assert not Revision.objects.exists()
