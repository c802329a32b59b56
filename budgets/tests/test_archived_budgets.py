"""An archive has all that is stated of budgets, and the same budgets are made from it."""

from archives.tests.conftest import archive_of, digest, restored
from budgets.tests.conftest import TO_FEBRUARY
from tests.cast import made, signed_up


def test_holds_rules_and_lines_on_accounts_come_back_from_an_archive(alice, envelopes):
    said = {"budget": envelopes.id, "account": envelopes.savings, "starts": "2026-01-01"}
    alice.add("budget-lines/", **said)
    hold = {"period_start": "2026-02-01", "amount": "5.00"}
    made(alice.put(f"budgets/{envelopes.id}/hold/", hold))
    weeks = {"starts": "2026-02-16", "unit": "week", "amounts": "scale"}
    made(alice.post(f"budgets/{envelopes.id}/periods/", weeks))
    before = envelopes.report(TO_FEBRUARY)
    carol = signed_up("carol")
    book = restored(archive_of(alice.book.pk), carol.user).book
    assert digest(book.pk) == digest(alice.book.pk)
    (budget,) = made(carol.at(book).get("budgets/"))["results"]
    shown = made(carol.at(book).get(f"budgets/{budget['id']}/report/?{TO_FEBRUARY}"))["periods"]
    assert [one["envelopes"] for one in shown] == [one["envelopes"] for one in before]
    assert [one["expense"] for one in shown] == [one["expense"] for one in before]
