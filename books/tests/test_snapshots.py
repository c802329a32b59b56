"""Snapshots: a row that is read along with others says what it says by itself."""

from collections import defaultdict

from books import snapshots
from books.tracked_models import tracked_models
from common.statements import Statement


def by_kind(**ids):
    return [
        one
        for kind, wanted in ids.items()
        for one in snapshots.as_json(tracked_models[kind], wanted)
    ]


def test_rows_of_all_kinds_read_at_once_are_those_of_their_snapshots(alice):
    food = alice.category(name="Food", icon="coffee", color="#112233")["id"]
    alice.category(name="Coffee", parent=food)
    alice.add("rates/", date="2024-01-15", base="USD", quote="EUR", rate="0.9")
    alice.account(name="Dollars", currency="USD", opening_balance="-999999999999.99")
    split = [{"amount": "-4.00", "category": food}, {"amount": "-6.00"}]
    alice.transaction(postings=split)
    alice.transaction(payee="Ünder\t“ß”\\", tags=["b", "a"], notes='a\n"b" 🥐', description="'")
    ids = {
        kind: list(tracked.model._default_manager.values_list("pk", flat=True))
        for kind, tracked in tracked_models.items()
    }
    rows = defaultdict(list)
    for kind, part, row_id, number, text in Statement(by_kind).rows(**ids):
        assert number == 0
        rows[kind].append((part, row_id, text))
    assert rows.keys() == tracked_models.keys()
    for kind, tracked in tracked_models.items():
        taken = snapshots.take(tracked, ids[kind])
        wanted = {one.row_id: snapshots.load(tracked, one.text) for one in taken}
        assert dict(snapshots.from_json(tracked, rows[kind])) == wanted
