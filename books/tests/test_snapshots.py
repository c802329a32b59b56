"""Snapshots: a row that is read along with others says what it says by itself."""

from collections import defaultdict

from books import snapshots
from books.tracked_models import tracked_models
from common.statements import Statement
from tests.endpoints import line_of_a_budget, occurrence_of_a_schedule, statement_of_a_bank


def by_kind(*, book_id, **ids):
    return [
        one
        for kind, wanted in ids.items()
        for one in snapshots.as_json(tracked_models[kind], book_id, wanted)
    ]


def all_ids():
    return {
        kind: list(tracked.model._default_manager.values_list("pk", flat=True))
        for kind, tracked in tracked_models.items()
    }


def test_rows_of_all_kinds_read_at_once_are_those_of_their_snapshots(alice):
    food = alice.category(name="Food", icon="coffee", color="#112233")["id"]
    alice.category(name="Coffee", parent=food)
    alice.add("rates/", date="2024-01-15", base="USD", quote="EUR", rate="0.9")
    alice.account(name="Dollars", currency="USD", opening_balance="-999999999999.99")
    split = [{"amount": "-4.00", "category": food}, {"amount": "-6.00"}]
    alice.transaction(postings=split)
    alice.transaction(payee="Ünder\t“ß”\\", tags=["b", "a"], notes='a\n"b" 🥐', description="'")
    alice.add("budget-lines/", **line_of_a_budget(alice))
    alice.add("occurrences/", **occurrence_of_a_schedule(alice))
    alice.add("statements/", **statement_of_a_bank(alice))
    ids = all_ids()
    rows = defaultdict(list)
    for kind, part, row_id, number, text in Statement(by_kind).rows(book_id=alice.book.pk, **ids):
        assert number == 0
        rows[kind].append((part, row_id, text))
    assert rows.keys() == tracked_models.keys()
    for kind, tracked in tracked_models.items():
        taken = snapshots.take(tracked, ids[kind])
        wanted = {one.row_id: snapshots.load(tracked, one.text) for one in taken}
        assert dict(snapshots.from_json(tracked, rows[kind])) == wanted


def test_rows_of_another_book_are_not_read(alice, bob):
    alice.transaction(payee="Mill", tags=["a"])
    bob.transaction(payee="Inn")
    read = Statement(by_kind).rows(book_id=bob.book.pk, **all_ids())
    texts = " ".join(text for *_, text in read)
    assert "Inn" in texts
    assert "Mill" not in texts
